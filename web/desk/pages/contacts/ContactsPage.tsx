/** The contact log (コンタクト履歴), newest first. What is filtered stands in the address. */
import { Button, Group } from '@mantine/core';
import { useSearchParams } from 'wouter';
import { linkTo } from '../../api';
import { useUser } from '../../session/SessionProvider';
import { ContactFilterForm } from './ContactFilterForm';
import { ContactRow } from './ContactRow';
import { PageFrame } from './PageFrame';
import { PagedTable } from './PagedTable';
import { NO_FILTERS, isFiltered, isReversed, readFilters, writeFilters } from './filters';
import { useAgents, useCodes } from './names';
import { mayExport } from './roles';
import { usePages } from './usePages';
import type { Contact } from './wire';

const COLUMNS = ['開始', 'チャネル', 'コールリーズン', '対応結果', '本人確認', '顧客', '案件', '担当者', '長さ'];

export function ContactsPage() {
  const [search, setSearch] = useSearchParams();
  const filters = readFilters(NO_FILTERS, search);
  const codes = useCodes();
  const agents = useAgents();
  const { role } = useUser();
  const isImpossible = isReversed(filters);
  const list = usePages<Contact>('/contacts', { ...filters }, !isImpossible);
  return (
    <PageFrame
      title="コンタクト履歴"
      aside={
        <Group gap="xs">
          {mayExport(role) && (
            <Button
              component="a"
              variant="default"
              href={linkTo('/contacts/export.csv', { ...filters })}
              download
              data-testid="export"
            >
              CSVで書き出す
            </Button>
          )}
          <Button variant="default" onClick={list.again} data-testid="reload">
            更新
          </Button>
        </Group>
      }
    >
      <ContactFilterForm
        filters={filters}
        codes={codes}
        agents={agents}
        onFilters={(next) => setSearch(writeFilters(next))}
      />
      {!isImpossible && (
        <PagedTable
          list={list}
          caption="コンタクトの一覧（新しい順）"
          columns={COLUMNS}
          empty={isFiltered(filters) ? '条件に合うコンタクトはありません。' : 'まだコンタクトはありません。'}
          testId="contacts"
          row={(contact) => <ContactRow key={contact.contact_id} contact={contact} codes={codes} agents={agents} />}
        />
      )}
    </PageFrame>
  );
}
