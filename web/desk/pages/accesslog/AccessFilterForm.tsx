import { Button, Group, NativeSelect, Paper, Text, TextInput } from '@mantine/core';
import { isFiltered, isReversed } from '../contacts/filters';
import { useAgents } from '../contacts/names';
import { useDraft } from '../contacts/useDraft';
import { NO_ACCESS_FILTERS } from './filters';
import type { AccessFilters } from './filters';

interface AccessFilterFormProps {
  readonly filters: AccessFilters;
  /** Who stands in the rows shown: also people who are no agents, or not any more. */
  readonly seen: ReadonlyMap<string, string>;
  readonly onFilters: (filters: AccessFilters) => void;
}

export function AccessFilterForm({ filters, seen, onFilters }: AccessFilterFormProps) {
  const [draft, setDraft] = useDraft(filters);
  const people = new Map([...seen, ...useAgents().map((agent): [string, string] => [agent.agent_id, agent.name])]);
  if (filters.staff_id && !people.has(filters.staff_id)) people.set(filters.staff_id, '指定の職員');
  const type = (name: keyof AccessFilters, value: string): void => setDraft({ ...draft, [name]: value });
  return (
    <Paper
      withBorder
      p="sm"
      component="form"
      role="search"
      aria-label="閲覧記録の検索"
      onSubmit={(event) => {
        event.preventDefault();
        onFilters(draft);
      }}
    >
      <Group gap="sm" align="end">
        <NativeSelect
          label="閲覧した人"
          value={draft.staff_id}
          data={[{ value: '', label: 'すべて' }, ...[...people].map(([value, label]) => ({ value, label }))]}
          onChange={(event) => onFilters({ ...draft, staff_id: event.currentTarget.value })}
          w={220}
          data-testid="filter-staff"
        />
        <TextInput
          label="顧客番号"
          value={draft.customer_id}
          maxLength={64}
          onChange={(event) => type('customer_id', event.currentTarget.value)}
          w={160}
          data-testid="filter-customer"
        />
        <TextInput
          label="日付から"
          type="date"
          value={draft.from}
          onChange={(event) => type('from', event.currentTarget.value)}
          w={150}
          data-testid="filter-from"
        />
        <TextInput
          label="日付まで"
          type="date"
          value={draft.to}
          onChange={(event) => type('to', event.currentTarget.value)}
          w={150}
          data-testid="filter-to"
        />
        <Group gap="xs" ml="auto">
          {isFiltered(filters) && (
            <Button variant="subtle" onClick={() => onFilters(NO_ACCESS_FILTERS)}>
              条件を消す
            </Button>
          )}
          <Button type="submit">検索</Button>
        </Group>
      </Group>
      {isReversed(filters) && (
        <Text size="sm" c="var(--alarm-ink)" role="alert" mt="xs">
          日付の「から」が「まで」より後になっています。日付をお確かめください。
        </Text>
      )}
    </Paper>
  );
}
