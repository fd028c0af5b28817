import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { ReasonFields } from '../contacts/ReasonFields';
import { NO_REASON, reasonText } from '../contacts/reason';
import { USUAL_PURPOSES } from './purpose';

interface PurposeFormProps {
  readonly customerId: string;
  readonly onPurpose: (why: string) => void;
}

export function PurposeForm({ customerId, onPurpose }: PurposeFormProps) {
  const [reason, setReason] = useState(NO_REASON);
  const why = reasonText(reason);
  return (
    <Paper
      withBorder
      p="md"
      maw={560}
      component="form"
      aria-labelledby="purpose"
      data-testid="purpose-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (why) onPurpose(why);
      }}
    >
      <Stack gap="sm">
        <Title order={2} size="h5" id="purpose">
          照会の目的を選んでください
        </Title>
        <Text size="sm">
          顧客番号 {customerId} の情報を表示します。だれが、いつ、なぜ表示したかは閲覧記録に残ります。
        </Text>
        <ReasonFields label="照会の目的" usual={USUAL_PURPOSES} reason={reason} onReason={setReason} />
        <Button type="submit" disabled={!why} style={{ alignSelf: 'flex-start' }} data-testid="purpose-submit">
          表示する
        </Button>
      </Stack>
    </Paper>
  );
}
