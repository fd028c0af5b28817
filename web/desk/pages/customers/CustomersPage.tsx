/** Searching customers. What is typed is personal data: it stands in the history entry, never in the address. */
import { Anchor, Button, Group, Paper, Table, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { get, messageOf } from '../../api';
import { ErrorNote, Loading, Nothing } from '../../ui/State';
import type { Page } from '../../wire';
import { PageFrame } from '../contacts/PageFrame';
import { PlainTable } from '../contacts/PagedTable';
import { plainDayText } from '../contacts/times';
import type { Attributes } from './wire';
import { phoneText, postalText } from './wording';

const COLUMNS = ['お名前', '顧客番号', '生年月日', '住所', '電話番号'];

export function CustomersPage() {
  const [path, navigate] = useLocation();
  const state = useHistoryState<{ words?: string } | null>();
  const words = state?.words ?? '';
  const [typed, setTyped] = useState(words);
  return (
    <PageFrame title="お客さま">
      <Paper
        withBorder
        p="sm"
        component="form"
        role="search"
        aria-label="お客さまの検索"
        onSubmit={(event) => {
          event.preventDefault();
          navigate(path, { replace: true, state: { words: typed.trim() } });
        }}
      >
        <Group align="end" gap="sm">
          <TextInput
            label="お客さまを探す"
            description="お名前、フリガナ、電話番号、メールアドレス、証券番号、顧客番号のいずれかを、省略せずに入力してください"
            type="search"
            autoComplete="off"
            value={typed}
            maxLength={200}
            onChange={(event) => setTyped(event.currentTarget.value)}
            flex="1 1 320px"
            data-testid="customer-q"
          />
          <Button type="submit" data-testid="customer-search">
            検索
          </Button>
        </Group>
      </Paper>
      {words && <Found words={words} />}
    </PageFrame>
  );
}

function Found({ words }: { readonly words: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['customers', words],
    queryFn: ({ signal }) => get<Page<Attributes>>('/customers', { q: words }, signal),
    // Whoever is found is written to the access log: nobody is looked for unasked.
    staleTime: 'static',
    gcTime: 60_000,
  });
  if (error && !data) return <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />;
  if (!data) return <Loading>探しています…</Loading>;
  if (data.items.length === 0) {
    return (
      <Paper withBorder p="lg" role="status" data-testid="empty">
        <Nothing>あてはまるお客さまは見つかりませんでした。表記を変えてお試しください。</Nothing>
      </Paper>
    );
  }
  return (
    <PlainTable caption="見つかったお客さま" columns={COLUMNS} testId="customers">
      {data.items.map((customer) => (
        <Table.Tr key={customer.customer_id} data-testid="customer-row">
          <Table.Th scope="row" fw={400}>
            <Anchor component={Link} href={`/customers/${encodeURIComponent(customer.customer_id)}`} size="sm">
              {customer.name}（{customer.name_kana}）
            </Anchor>
          </Table.Th>
          <Table.Td>{customer.customer_id}</Table.Td>
          <Table.Td>{customer.is_company ? '法人' : plainDayText(customer.birth_date)}</Table.Td>
          <Table.Td>{`${postalText(customer.postal_code)} ${customer.address}`}</Table.Td>
          <Table.Td>{phoneText(customer.phone)}</Table.Td>
        </Table.Tr>
      ))}
    </PlainTable>
  );
}
