/** The common shape of the forms: what it is about, the refusal of the server, and two buttons. */
import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNote } from '../../ui/State';

interface ActFrameProps {
  readonly about: string;
  readonly warning: string;
  readonly button: string;
  readonly isReady: boolean;
  readonly isBusy: boolean;
  readonly problem: string | null;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
  readonly children?: ReactNode;
}

export function ActFrame({
  about,
  warning,
  button,
  isReady,
  isBusy,
  problem,
  onClose,
  onSubmit,
  children,
}: ActFrameProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !isBusy) onSubmit();
      }}
    >
      <Stack gap="sm">
        <Text fw={700}>{about}</Text>
        <Text size="sm">{warning}</Text>
        {children}
        {problem && <ErrorNote message={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus={children ? undefined : true}>
            やめる
          </Button>
          <Button type="submit" color="red.9" disabled={!isReady} loading={isBusy} data-testid="act-submit">
            {button}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
