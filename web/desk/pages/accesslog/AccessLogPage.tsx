/** Who read whose data, when and why (閲覧記録), newest first. */
import { Button } from '@mantine/core';
import { useSearchParams } from 'wouter';
import { PageFrame } from '../contacts/PageFrame';
import { PagedTable } from '../contacts/PagedTable';
import { isFiltered, isReversed, readFilters, writeFilters } from '../contacts/filters';
import { usePages } from '../contacts/usePages';
import { AccessFilterForm } from './AccessFilterForm';
import { AccessRow } from './AccessRow';
import { NO_ACCESS_FILTERS } from './filters';
import type { AccessEntry } from './wire';

const COLUMNS = ['日時', '閲覧した人', '操作', '顧客', '関連', '見た項目', '理由'];

export function AccessLogPage() {
  const [search, setSearch] = useSearchParams();
  const filters = readFilters(NO_ACCESS_FILTERS, search);
  const isImpossible = isReversed(filters);
  const list = usePages<AccessEntry>('/access-log', { ...filters }, !isImpossible);
  const seen = new Map(list.items?.map(({ staff_id, staff_name }) => [staff_id, staff_name ?? staff_id]));
  return (
    <PageFrame
      title="閲覧記録"
      aside={
        <Button variant="default" onClick={list.again} data-testid="reload">
          更新
        </Button>
      }
    >
      <AccessFilterForm filters={filters} seen={seen} onFilters={(next) => setSearch(writeFilters(next))} />
      {!isImpossible && (
        <PagedTable
          list={list}
          caption="個人情報を閲覧した記録（新しい順）"
          columns={COLUMNS}
          empty={isFiltered(filters) ? '条件に合う記録はありません。' : 'まだ記録はありません。'}
          testId="access-log"
          row={(entry) => <AccessRow key={entry.access_id} entry={entry} />}
        />
      )}
    </PageFrame>
  );
}
