import { Alert, Button, Group, Text } from '@mantine/core';

/** The customer has written while the agent was typing: what is being written may no longer fit. */
export function OvertakenBar({ onRead }: { readonly onRead: () => void }) {
  return (
    <Alert color="orange" p="xs" mb={6} role="alert" data-testid="overtaken">
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm">入力を始めたあとに、お客さまから新しいメッセージが届きました。内容をご確認ください。</Text>
        <Button size="compact-xs" variant="default" onClick={onRead}>
          確認しました
        </Button>
      </Group>
    </Alert>
  );
}
