import { Text } from '@mantine/core';
import { useTelephone } from '../../../telephone/TelephoneProvider';
import { isOpenCall } from './callWords';
import { useCall } from './useCall';

const HINTS = {
  trial: '入力した文は、お客さまの電話で読み上げられます（試用環境）',
  twilio: '通話中に入力した文は、お客さまには聞こえません。お電話でお話しください。',
} as const;

/** What becomes of what is written while the customer is on the telephone. */
export function SpeechHint({ conversationId }: { readonly conversationId: string }) {
  const { telephone } = useTelephone();
  const { data: call } = useCall(conversationId, true);
  if (!telephone || !isOpenCall(call)) return null;
  return (
    <Text size="xs" c="dimmed" mb={4} data-testid="speech-hint">
      {HINTS[telephone.kind]}
    </Text>
  );
}
