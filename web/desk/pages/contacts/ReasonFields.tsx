import { Radio, Stack, TextInput } from '@mantine/core';
import { LONGEST_DETAIL, OTHER } from './reason';
import type { Reason } from './reason';

interface ReasonFieldsProps {
  readonly label: string;
  readonly usual: readonly string[];
  readonly reason: Reason;
  readonly onReason: (reason: Reason) => void;
}

export function ReasonFields({ label, usual, reason, onReason }: ReasonFieldsProps) {
  const isOther = reason.chosen === OTHER;
  return (
    <Stack gap="sm">
      <Radio.Group
        label={label}
        withAsterisk
        value={reason.chosen}
        onChange={(chosen) => onReason({ ...reason, chosen })}
        data-testid="reason"
      >
        <Stack gap={6} mt={6}>
          {[...usual, OTHER].map((choice) => (
            <Radio key={choice} value={choice} label={choice} size="sm" />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput
        label={isOther ? '理由の内容' : '補足（任意）'}
        withAsterisk={isOther}
        value={reason.detail}
        maxLength={LONGEST_DETAIL}
        onChange={(event) => onReason({ ...reason, detail: event.currentTarget.value })}
        data-testid="reason-detail"
      />
    </Stack>
  );
}
