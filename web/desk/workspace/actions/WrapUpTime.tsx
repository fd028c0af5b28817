import { Alert, Text } from '@mantine/core';
import { secondsLeft, timerText } from '../../time/spans';
import { useNow } from '../../time/useNow';
import type { Conversation } from '../../wire';

export function WrapUpTime({ conversation }: { readonly conversation: Conversation }) {
  const left = secondsLeft(conversation.wrap_up_ends_at, useNow());
  if (conversation.state === 'overdue' || left === 0) {
    return (
      <Alert color="red" p="xs">
        後処理の時間を過ぎました。次の着信を受けられますが、コールリーズンと対応結果の入力は必要です。
      </Alert>
    );
  }
  return (
    <Text size="sm" c={left <= 60 ? 'red' : 'dimmed'} data-testid="wrap-up-left">
      残り {timerText(left)}
    </Text>
  );
}
