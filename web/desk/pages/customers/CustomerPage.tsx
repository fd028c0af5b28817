/** One customer (顧客): the record in the CRM beside what happened here. Nothing is fetched before the purpose is known. */
import { Anchor, Grid, Paper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useSearchParams } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { get, messageOf } from '../../api';
import { ErrorNote, Loading } from '../../ui/State';
import { PageFrame } from '../contacts/PageFrame';
import { AttributeFacts } from './AttributeFacts';
import { PurposeForm } from './PurposeForm';
import { RecordTabs } from './RecordTabs';
import { purposeFromAddress, purposeFromHistory } from './purpose';
import type { PurposeOfLookUp } from './purpose';
import type { Customer } from './wire';

export function CustomerPage({ customerId }: { readonly customerId: string }) {
  const [path, navigate] = useLocation();
  const [search] = useSearchParams();
  const purpose = purposeFromAddress(search) ?? purposeFromHistory(useHistoryState());
  return (
    <PageFrame
      title="お客さま"
      before={
        <Anchor component={Link} href="/customers" size="sm">
          ← お客さまの検索
        </Anchor>
      }
      aside={
        purpose && (
          <Text size="xs" c="dimmed" data-testid="purpose">
            照会の目的：{purpose.why}（閲覧記録に残りました）
          </Text>
        )
      }
    >
      {purpose ? (
        <RecordOf customerId={customerId} purpose={purpose} />
      ) : (
        <PurposeForm customerId={customerId} onPurpose={(why) => navigate(path, { replace: true, state: { why } })} />
      )}
    </PageFrame>
  );
}

function RecordOf({ customerId, purpose }: { readonly customerId: string; readonly purpose: PurposeOfLookUp }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['customer', customerId, purpose],
    queryFn: ({ signal }) =>
      get<Customer>(
        `/customers/${encodeURIComponent(customerId)}`,
        { why: purpose.why, conversation_id: purpose.conversationId },
        signal,
      ),
    // Every read is written to the access log: none happens that nobody asked for.
    staleTime: 'static',
    gcTime: 60_000,
  });
  if (error && !data) return <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Grid gap="sm" data-testid="customer">
      <Grid.Col span={{ base: 12, md: 4, xl: 3 }}>
        <Paper withBorder p="sm" component="section" aria-label="顧客属性">
          <Title order={2} size="h5" mb="xs">
            {data.attributes.name}
          </Title>
          <AttributeFacts attributes={data.attributes} />
        </Paper>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8, xl: 9 }}>
        <RecordTabs customer={data} />
      </Grid.Col>
    </Grid>
  );
}
