/** Says whether personal data is masked (伏せ字), and lets who may do it take the mask off, giving a reason that is logged. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useUser } from '../../session/SessionProvider';
import { RevealDialog } from './RevealDialog';
import { mayReveal } from './roles';
import type { ContactWithTranscript } from './wire';

interface MaskBarProps {
  readonly contactId: string;
  readonly isRevealed: boolean;
  readonly onRevealed: (contact: ContactWithTranscript) => void;
  readonly onMasked: () => void;
}

export function MaskBar({ contactId, isRevealed, onRevealed, onMasked }: MaskBarProps) {
  const { role } = useUser();
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Alert color={isRevealed ? 'orange' : 'gray'} p="xs" mb="sm" data-testid={isRevealed ? 'revealed' : 'masked'}>
        <Group justify="space-between" gap="xs">
          <Text size="sm" role="status">
            {isRevealed
              ? '個人情報を表示しています。この表示は閲覧記録に残りました。'
              : '個人情報は伏せて表示しています。'}
          </Text>
          {mayReveal(role) && (
            <Button size="compact-sm" variant="default" onClick={isRevealed ? onMasked : open} data-testid="reveal">
              {isRevealed ? '伏せ字に戻す' : '個人情報を表示'}
            </Button>
          )}
        </Group>
      </Alert>
      <RevealDialog
        contactId={contactId}
        isOpen={isOpen}
        onClose={close}
        onRevealed={(contact) => {
          close();
          onRevealed(contact);
        }}
      />
    </>
  );
}
