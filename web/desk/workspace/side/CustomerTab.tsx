/** The customer's record (お客さま), read for this conversation; the server writes down that it was read. */
import { Alert, Anchor, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { get, messageOf } from '../../api';
import { AttributeFacts } from '../../pages/customers/AttributeFacts';
import type { Customer } from '../../pages/customers/wire';
import { ErrorNote, Loading } from '../../ui/State';
import type { Conversation } from '../../wire';
import { useActs } from '../actions/ActsProvider';
import { Block } from './Block';
import { CaseEntries, ClaimEntries, ContactEntries, PolicyEntries } from './RecordEntries';

export function CustomerTab({ conversation }: { readonly conversation: Conversation }) {
  const customerId = conversation.customer_id;
  if (!customerId) return <Unverified />;
  return <CustomerRecord conversation={conversation} customerId={customerId} />;
}

function Unverified() {
  const { open } = useActs();
  return (
    <div>
      <Text size="sm" mb={10}>
        どなたか確認できていません。本人確認のあとに、お客さまの情報が表示されます。
      </Text>
      <Button size="compact-sm" variant="default" onClick={() => open('identity')}>
        本人確認を記録する
      </Button>
    </div>
  );
}

function CustomerRecord({ conversation, customerId }: { readonly conversation: Conversation; readonly customerId: string }) {
  const id = conversation.conversation_id;
  const { data, error, refetch } = useQuery({
    queryKey: ['conversation', id, 'customer', customerId],
    queryFn: ({ signal }) => get<Customer>(`/customers/${encodeURIComponent(customerId)}`, { conversation_id: id }, signal),
    // Every reading is logged: once per conversation will do.
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
  if (!data) return error ? <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} /> : <Loading />;
  return (
    <div data-testid="customer">
      {conversation.packet?.customer?.alerts?.map((alert) => (
        <Alert key={alert} color="red" p="xs" mb={8}>
          {alert}
        </Alert>
      ))}
      <Block title="お客さま">
        <AttributeFacts attributes={data.attributes} />
      </Block>
      <PolicyEntries policies={data.policies} />
      <CaseEntries title="苦情" cases={data.complaints} isLoud />
      <CaseEntries title="案件" cases={data.cases} />
      <ClaimEntries claims={data.claims} />
      <ContactEntries contacts={data.contacts} />
      <Anchor component={Link} href={`/customers/${encodeURIComponent(customerId)}`} size="sm" mt={12} display="block">
        お客さまのページを開く
      </Anchor>
    </div>
  );
}
