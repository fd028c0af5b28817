/** Which questions: both choices are asked at once. */
import { Group, NativeSelect, Paper } from '@mantine/core';
import type { QuestionFilters } from './filters';
import { KIND_LABELS } from './wording';

interface Props {
  readonly filters: QuestionFilters;
  readonly onFilters: (filters: QuestionFilters) => void;
}

const KINDS = [{ value: '', label: 'すべて' }, ...Object.entries(KIND_LABELS).map(([value, label]) => ({ value, label }))];
const STATES = [
  { value: '', label: '未対応' },
  { value: 'true', label: '済み' },
];

export function QuestionFilterForm({ filters, onFilters }: Props) {
  return (
    <Paper withBorder p="sm" component="form" role="search" aria-label="ご質問の絞り込み" onSubmit={(event) => event.preventDefault()}>
      <Group gap="sm" align="end">
        <NativeSelect label="種類" value={filters.kind} data={KINDS} onChange={(event) => onFilters({ ...filters, kind: event.currentTarget.value })} w={200} data-testid="filter-kind" />
        <NativeSelect label="対応" value={filters.dealt_with} data={STATES} onChange={(event) => onFilters({ ...filters, dealt_with: event.currentTarget.value })} w={140} data-testid="filter-dealt-with" />
      </Group>
    </Paper>
  );
}
