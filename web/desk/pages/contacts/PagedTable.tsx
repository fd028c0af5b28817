/** What surrounds every paged table: loading, failure, emptiness, and the button for more. */
import { Button, Center, Paper, Stack, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNote, Loading, Nothing } from '../../ui/State';
import type { PagedList } from './usePages';

interface PagedTableProps<Item> {
  readonly list: PagedList<Item>;
  readonly caption: string;
  readonly columns: readonly string[];
  readonly empty: string;
  readonly testId: string;
  readonly row: (item: Item) => ReactNode;
}

export function PagedTable<Item>({ list, caption, columns, empty, testId, row }: PagedTableProps<Item>) {
  if (list.problem) return <ErrorNote message={list.problem} onAgain={list.again} />;
  if (!list.items) return <Loading />;
  if (list.items.length === 0) {
    return (
      <Paper withBorder p="lg" role="status" data-testid="empty">
        <Nothing>{empty}</Nothing>
      </Paper>
    );
  }
  return (
    <Stack gap="sm">
      <PlainTable caption={caption} columns={columns} testId={testId}>
        {list.items.map((item) => row(item))}
      </PlainTable>
      {list.moreProblem && <ErrorNote message={list.moreProblem} />}
      {list.hasMore && (
        <Center>
          <Button variant="default" loading={list.isReadingMore} onClick={list.readMore} data-testid="more">
            さらに読み込む
          </Button>
        </Center>
      )}
    </Stack>
  );
}

interface PlainTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly testId?: string;
  /** Below this width the table scrolls by itself instead of the page. */
  readonly minWidth?: number;
  readonly children: ReactNode;
}

/** A caption nobody needs to see but everybody can hear, and a heading for each column. */
export function PlainTable({ caption, columns, testId, minWidth = 760, children }: PlainTableProps) {
  return (
    <Paper withBorder>
      <Table.ScrollContainer minWidth={minWidth} type="native" pos="relative">
        <Table verticalSpacing={6} horizontalSpacing="sm" highlightOnHover fz="sm" data-testid={testId}>
          <caption className="unseen">{caption}</caption>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column} scope="col" style={{ whiteSpace: 'nowrap' }}>
                  {column}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{children}</Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
