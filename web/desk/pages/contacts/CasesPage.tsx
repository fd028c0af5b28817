/** Submitted procedures (案件), newest first. What is filtered stands in the address. */
import { Anchor, Button, NativeSelect, Paper, Table } from '@mantine/core';
import { Link, useSearchParams } from 'wouter';
import { procedureCodes, procedureLabel, statusLabel } from '../../ui/labels';
import { PageFrame } from './PageFrame';
import { PagedTable } from './PagedTable';
import { isFiltered, readFilters, writeFilters } from './filters';
import { PriorityTag } from './PriorityTag';
import { CustomerLink } from './links';
import { momentText } from './times';
import { usePages } from './usePages';
import type { Case } from './wire';

const NO_CASE_FILTERS = { procedure: '' };
const COLUMNS = ['案件番号', '優先度', '手続き', '状態', '担当部署', '顧客', '受付', '期限'];

export function CasesPage() {
  const [search, setSearch] = useSearchParams();
  const filters = readFilters(NO_CASE_FILTERS, search);
  const list = usePages<Case>('/cases', filters);
  return (
    <PageFrame
      title="案件"
      aside={
        <Button variant="default" onClick={list.again} data-testid="reload">
          更新
        </Button>
      }
    >
      <Paper withBorder p="sm" role="search" aria-label="案件の検索">
        <NativeSelect
          label="手続き"
          w={220}
          value={filters.procedure}
          data={[
            { value: '', label: 'すべて' },
            ...procedureCodes.map((code) => ({ value: code, label: procedureLabel(code) })),
          ]}
          onChange={(event) => setSearch(writeFilters({ procedure: event.currentTarget.value }))}
          data-testid="filter-procedure"
        />
      </Paper>
      <PagedTable
        list={list}
        caption="案件の一覧（新しい順）"
        columns={COLUMNS}
        empty={isFiltered(filters) ? '条件に合う案件はありません。' : 'まだ案件はありません。'}
        testId="cases"
        row={(item) => <CaseRow key={item.case_no} item={item} />}
      />
    </PageFrame>
  );
}

function CaseRow({ item }: { readonly item: Case }) {
  return (
    <Table.Tr data-testid="case-row">
      <Table.Th scope="row" fw={400}>
        <Anchor component={Link} href={`/cases/${encodeURIComponent(item.case_no)}`} size="sm">
          {item.case_no}
        </Anchor>
      </Table.Th>
      <Table.Td>
        <PriorityTag priority={item.priority} />
      </Table.Td>
      <Table.Td>{item.title || procedureLabel(item.procedure)}</Table.Td>
      <Table.Td>{statusLabel(item.status)}</Table.Td>
      <Table.Td>{item.department || '－'}</Table.Td>
      <Table.Td>
        <CustomerLink customerId={item.customer_id} contactId={item.contact_id} />
      </Table.Td>
      <Table.Td>{momentText(item.opened_at)}</Table.Td>
      <Table.Td>{momentText(item.due_at)}</Table.Td>
    </Table.Tr>
  );
}
