/** The agent records whom they have verified and by what (本人確認). */
import { Button, Checkbox, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorNote } from '../../ui/State';
import type { Conversation } from '../../wire';
import { useActs } from './ActsProvider';
import { useConversationAct } from './useConversationAct';

const ITEMS = [
  ['name', 'お名前'],
  ['birth_date', '生年月日'],
  ['policy_no', '証券番号'],
  ['phone', '電話番号'],
  ['address', 'ご住所'],
  ['plate', 'お車の登録番号'],
  ['documents', '本人確認書類'],
] as const;
const RELATIONS = [
  { value: 'policyholder', label: '契約者ご本人' },
  { value: 'insured', label: '被保険者' },
  { value: 'family', label: 'ご家族' },
  { value: 'agency', label: '代理店' },
  { value: 'third_party', label: 'その他の方' },
];
const LEAST = 2;

export function IdentityDialog({ conversation }: { readonly conversation: Conversation }) {
  const { dialog, open } = useActs();
  const { isBusy, problem, clear, send } = useConversationAct(conversation);
  const [customerId, setCustomerId] = useState(conversation.customer_id ?? '');
  const [relation, setRelation] = useState('policyholder');
  const [checked, setChecked] = useState<string[]>([]);
  const isEnough = checked.length >= LEAST || checked.includes('documents');
  const close = (): void => {
    clear();
    open(null);
  };
  const submit = async (): Promise<void> => {
    if (await send('identity', { customer_id: customerId.trim(), relation, checked })) close();
  };
  return (
    <Modal opened={dialog === 'identity'} onClose={close} title="本人確認を記録する" centered closeButtonProps={{ 'aria-label': '閉じる' }}>
      <Stack gap="sm">
        <TextInput label="お客さま番号" required value={customerId} onChange={(event) => setCustomerId(event.currentTarget.value)} />
        <Select label="どなたですか" allowDeselect={false} data={RELATIONS} value={relation} onChange={(value) => value && setRelation(value)} />
        <Checkbox.Group label="一致を確かめた項目（2つ以上、または書類）" value={checked} onChange={setChecked}>
          <Stack gap={6} mt={6}>
            {ITEMS.map(([value, label]) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </Stack>
        </Checkbox.Group>
        {problem && <ErrorNote message={problem} />}
        <Group justify="end">
          <Button variant="default" onClick={close}>
            やめる
          </Button>
          <Button loading={isBusy} disabled={!isEnough || !customerId.trim()} onClick={() => void submit()}>
            記録する
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
