/** Flagging abuse (カスハラ) by hand, and taking the flag back: supervisors see it at once, the reason stays in the log. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorNote } from '../../ui/State';
import type { Conversation } from '../../wire';
import { useActs } from './ActsProvider';
import { useConversationAct } from './useConversationAct';

export const isHarassed = (conversation: Conversation): boolean => conversation.signals?.includes('harassment') ?? false;

const SHORTEST = 2;

export function FlagDialog({ conversation }: { readonly conversation: Conversation }) {
  const { dialog, open } = useActs();
  const { isBusy, problem, clear, send } = useConversationAct(conversation);
  const [reason, setReason] = useState('');
  const isSet = !isHarassed(conversation);
  const isReady = reason.trim().length >= SHORTEST;
  const title = isSet ? 'カスハラの印を付ける' : 'カスハラの印を外す';
  const close = (): void => {
    clear();
    setReason('');
    open(null);
  };
  const submit = (): void => void send('signals', { signal: 'harassment', is_set: isSet, reason: reason.trim() }).then((isDone) => isDone && close());
  return (
    <Modal opened={dialog === 'flag'} onClose={close} title={title} centered closeButtonProps={{ 'aria-label': '閉じる' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) submit();
        }}
      >
        <Stack data-testid="flag-dialog">
          <Text size="sm">{isSet ? '責任者の画面に表示されます。苦情のお申し出は、印とは別に記録してください。' : '責任者の画面から印が消えます。記録には残ります。'}</Text>
          <TextInput label="理由" required maxLength={200} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data-autofocus data-testid="flag-reason" />
          {problem && <ErrorNote message={problem} />}
          <Group justify="end">
            <Button variant="default" onClick={close}>
              やめる
            </Button>
            <Button type="submit" loading={isBusy} disabled={!isReady} data-testid="flag-submit">
              {title}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
