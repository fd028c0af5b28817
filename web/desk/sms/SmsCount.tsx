/** How long the SMS is that is being written. What is too long reaches the customer as a short SMS with a link. */
import { Text } from '@mantine/core';
import { countSegments } from './segments';

const MOST_PARTS = 3;

export function SmsCount({ text }: { readonly text: string }) {
  const { characters, parts } = countSegments(text);
  const isLong = parts > MOST_PARTS;
  return (
    <Text size="xs" ta="right" mt={2} c={isLong ? 'light-dark(#b42318, #ff8787)' : 'dimmed'} fw={isLong ? 700 : 400} data-testid="sms-count" data-long={isLong || undefined}>
      {characters}文字・SMS {text.trim() === '' ? 0 : parts}通分
      <span role="status">{isLong && `（${MOST_PARTS}通を超える分は、リンク先でお読みいただきます）`}</span>
    </Text>
  );
}
