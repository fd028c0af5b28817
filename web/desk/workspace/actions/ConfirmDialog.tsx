import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNote } from '../../ui/State';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirmLabel: string;
  readonly isOpen: boolean;
  readonly isBusy: boolean;
  readonly problem: string | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function ConfirmDialog({ title, children, confirmLabel, isOpen, isBusy, problem, onConfirm, onClose }: Props) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': '閉じる' }}>
      <Stack>
        <Text size="sm">{children}</Text>
        {problem && <ErrorNote message={problem} />}
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            やめる
          </Button>
          <Button loading={isBusy} onClick={onConfirm} data-autofocus data-testid="confirm">
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
