/** Choices are searched at once, typed words when the form is sent. */
import { Button, Group, NativeSelect, Paper, Text, TextInput } from '@mantine/core';
import { channelCodes, channelLabel } from '../../ui/labels';
import type { Agent, Code, Codes } from '../../wire';
import { NO_FILTERS, isFiltered, isReversed } from './filters';
import type { ContactFilters } from './filters';
import { useDraft } from './useDraft';

interface ContactFilterFormProps {
  readonly filters: ContactFilters;
  readonly codes: Codes;
  readonly agents: readonly Agent[];
  readonly onFilters: (filters: ContactFilters) => void;
}

const EVERYTHING = { value: '', label: 'すべて' };
const options = (codes: readonly Code[]) => [EVERYTHING, ...codes.map(({ code, label }) => ({ value: code, label }))];

export function ContactFilterForm({ filters, codes, agents, onFilters }: ContactFilterFormProps) {
  const [draft, setDraft] = useDraft(filters);
  const type = (name: keyof ContactFilters, value: string): void => setDraft({ ...draft, [name]: value });
  const choose = (name: keyof ContactFilters, value: string): void => onFilters({ ...draft, [name]: value });
  const known = agents.map(({ agent_id, name }) => ({ value: agent_id, label: name }));
  const chosenAgent = known.some(({ value }) => value === filters.agent_id) || !filters.agent_id;
  return (
    <Paper
      withBorder
      p="sm"
      component="form"
      role="search"
      aria-label="コンタクトの検索"
      onSubmit={(event) => {
        event.preventDefault();
        onFilters(draft);
      }}
    >
      <Group gap="sm" align="end">
        <TextInput
          label="ことばで探す"
          description="応対の内容、案件番号、顧客番号、コンタクトID"
          type="search"
          value={draft.q}
          maxLength={200}
          onChange={(event) => type('q', event.currentTarget.value)}
          flex="1 1 320px"
          data-testid="filter-q"
        />
        <TextInput
          label="顧客番号"
          value={draft.customer_id}
          maxLength={64}
          onChange={(event) => type('customer_id', event.currentTarget.value)}
          w={130}
          data-testid="filter-customer"
        />
        <TextInput
          label="開始日から"
          type="date"
          value={draft.from}
          onChange={(event) => type('from', event.currentTarget.value)}
          w={150}
          data-testid="filter-from"
        />
        <TextInput
          label="開始日まで"
          type="date"
          value={draft.to}
          onChange={(event) => type('to', event.currentTarget.value)}
          w={150}
          data-testid="filter-to"
        />
      </Group>
      <Group gap="sm" align="end" mt="xs">
        <NativeSelect
          label="チャネル"
          value={draft.channel}
          data={[EVERYTHING, ...channelCodes.map((code) => ({ value: code, label: channelLabel(code) }))]}
          onChange={(event) => choose('channel', event.currentTarget.value)}
          w={150}
          data-testid="filter-channel"
        />
        <NativeSelect
          label="コールリーズン"
          value={draft.contact_reason}
          data={options(codes.contact_reasons)}
          onChange={(event) => choose('contact_reason', event.currentTarget.value)}
          w={200}
          data-testid="filter-reason"
        />
        <NativeSelect
          label="対応結果"
          value={draft.disposition}
          data={options(codes.dispositions)}
          onChange={(event) => choose('disposition', event.currentTarget.value)}
          w={200}
          data-testid="filter-disposition"
        />
        <NativeSelect
          label="担当者"
          value={draft.agent_id}
          data={[EVERYTHING, ...known, ...(chosenAgent ? [] : [{ value: filters.agent_id, label: '指定の担当者' }])]}
          onChange={(event) => choose('agent_id', event.currentTarget.value)}
          w={180}
          data-testid="filter-agent"
        />
        <Group gap="xs" ml="auto">
          {isFiltered(filters) && (
            <Button variant="subtle" onClick={() => onFilters(NO_FILTERS)} data-testid="filter-clear">
              条件を消す
            </Button>
          )}
          <Button type="submit" data-testid="filter-submit">
            検索
          </Button>
        </Group>
      </Group>
      {isReversed(filters) && (
        <Text size="sm" c="var(--alarm-ink)" role="alert" mt="xs">
          開始日の「から」が「まで」より後になっています。日付をお確かめください。
        </Text>
      )}
    </Paper>
  );
}
