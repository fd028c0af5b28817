import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf, post } from '../../api';
import { ErrorNote } from '../../ui/State';
import { ReasonFields } from './ReasonFields';
import { NO_REASON, reasonText } from './reason';
import type { ContactWithTranscript } from './wire';

const USUAL = ['お客さまからの照会への回答', '苦情・ご意見の調査', '応対品質の確認', '事故・保険金対応の確認', '監査'];

interface RevealDialogProps {
  readonly contactId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onRevealed: (contact: ContactWithTranscript) => void;
}

export function RevealDialog({ contactId, isOpen, onClose, onRevealed }: RevealDialogProps) {
  const [reason, setReason] = useState(NO_REASON);
  const reveal = useMutation({
    mutationFn: () =>
      post<ContactWithTranscript>(`/contacts/${encodeURIComponent(contactId)}/reveal`, { reason: reasonText(reason) }),
    onSuccess: (contact) => {
      setReason(NO_REASON);
      onRevealed(contact);
    },
  });
  const leave = (): void => {
    reveal.reset();
    onClose();
  };
  return (
    <Modal opened={isOpen} onClose={leave} title="個人情報を表示" closeButtonProps={{ 'aria-label': '閉じる' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reasonText(reason)) reveal.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            お名前、連絡先などを伏せずに表示します。だれが、いつ、なぜ表示したかは閲覧記録に残ります。
          </Text>
          <ReasonFields label="表示する理由" usual={USUAL} reason={reason} onReason={setReason} />
          {reveal.error && <ErrorNote message={messageOf(reveal.error)} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={leave}>
              やめる
            </Button>
            <Button type="submit" loading={reveal.isPending} disabled={!reasonText(reason)} data-testid="reveal-submit">
              理由を記録して表示
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
