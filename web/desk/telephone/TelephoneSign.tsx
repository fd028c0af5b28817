/** In the frame of every page: the telephone rings, or something is wrong with it. */
import { Button, Text } from '@mantine/core';
import { useTelephone } from './TelephoneProvider';

export function TelephoneSign() {
  const { telephone, status } = useTelephone();
  if (!telephone) return null;
  return (
    <>
      {status.problem && (
        <Text size="xs" c="light-dark(#b42318, #ff8787)" fw={700} role="alert" maw={420} lineClamp={2} data-testid="telephone-problem">
          {status.problem}
        </Text>
      )}
      {status.call === 'ringing' && (
        <Button size="compact-sm" color="teal" onClick={telephone.answer} data-testid="telephone-answer">
          電話に出る
        </Button>
      )}
    </>
  );
}
