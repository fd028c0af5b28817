/** What stands in the place of data: loading, failed, nothing there. */
import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export function Loading({ children = '読み込んでいます…' }: { readonly children?: ReactNode }) {
  return (
    <Group gap="xs" p="md" role="status" data-testid="loading">
      <Loader size="sm" />
      <Text size="sm" c="dimmed">
        {children}
      </Text>
    </Group>
  );
}

export function Nothing({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed" p="md" ta="center">
      {children}
    </Text>
  );
}

interface ErrorNoteProps {
  readonly message: string;
  readonly onAgain?: (() => void) | undefined;
  readonly onClose?: (() => void) | undefined;
}

export function ErrorNote({ message, onAgain, onClose }: ErrorNoteProps) {
  return (
    <Alert color="red" role="alert" p="xs" data-testid="failed" {...(onClose ? { withCloseButton: true, onClose, closeButtonLabel: '閉じる' } : {})}>
      <Group gap="xs" justify="space-between">
        <Text size="sm">{message}</Text>
        {onAgain && (
          <Button size="compact-sm" variant="default" onClick={onAgain}>
            もう一度
          </Button>
        )}
      </Group>
    </Alert>
  );
}
