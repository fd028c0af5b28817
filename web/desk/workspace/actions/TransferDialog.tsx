/** Transfer (転送) and consultation: to whom, how, and with which words for the colleague. */
import { Button, Group, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { ErrorNote } from '../../ui/State';
import type { Conversation } from '../../wire';
import { useChosen } from '../useChosen';
import { mayWrite } from '../words';
import { useActs } from './ActsProvider';
import { TransferTargets } from './TransferTargets';
import type { Target } from './TransferTargets';
import { useConversationAct } from './useConversationAct';

const MODES = {
  cold: { label: 'すぐ渡す', hint: '担当を外れ、お客さまは相手の応答を待ちます。', submit: '転送する' },
  warm: { label: '話してから渡す', hint: '相手が入ってから引き継ぎます。それまではあなたが担当します。', submit: '呼び出す' },
  consult: { label: '相談', hint: '担当のまま、相手に同席してもらいます。', submit: '相談を依頼する' },
} as const;
type Mode = keyof typeof MODES;

interface Props {
  readonly conversation: Conversation;
  readonly agentId: string;
}

export function TransferDialog({ conversation, agentId }: Props) {
  const { dialog, open } = useActs();
  const { choose } = useChosen();
  const [mode, setMode] = useState<Mode>('cold');
  const [target, setTarget] = useState<Target | null>(null);
  const [comment, setComment] = useState('');
  const { isBusy, problem, clear, send } = useConversationAct(conversation);
  const close = (): void => {
    clear();
    open(null);
  };
  const submit = async (): Promise<void> => {
    if (!target) return;
    const body = { [target.kind === 'queue' ? 'queue' : 'agent_id']: target.id, mode, epoch: conversation.epoch };
    if (await send('transfer', { ...body, ...(comment.trim() ? { comment: comment.trim() } : {}) })) {
      if (mode === 'cold') choose(null);
      setComment('');
      setTarget(null);
      close();
    }
  };
  return (
    <Modal opened={dialog === 'transfer' && mayWrite(conversation, agentId)} onClose={close} title="転送・相談" size="lg" centered closeButtonProps={{ 'aria-label': '閉じる' }}>
      <Stack gap="sm" data-testid="transfer-dialog">
        <div>
          <SegmentedControl
            fullWidth
            aria-label="渡し方"
            data={Object.entries(MODES).map(([value, { label }]) => ({ value, label }))}
            value={mode}
            onChange={(value) => setMode(value as Mode)}
          />
          <Text size="xs" c="dimmed" mt={4}>
            {MODES[mode].hint}
          </Text>
        </div>
        {dialog === 'transfer' && <TransferTargets agentId={agentId} channel={conversation.channel} needsAgent={mode !== 'cold'} target={target} onTarget={setTarget} />}
        <Textarea label="相手への申し送り" description="お客さまには見えません" value={comment} onChange={(event) => setComment(event.currentTarget.value)} autosize minRows={2} maxRows={5} maxLength={1000} />
        {problem && <ErrorNote message={problem} />}
        <Group justify="end">
          <Button variant="default" onClick={close}>
            やめる
          </Button>
          <Button disabled={!target} loading={isBusy} onClick={() => void submit()} data-testid="transfer-submit">
            {MODES[mode].submit}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
