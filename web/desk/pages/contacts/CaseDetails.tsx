/** What was submitted with a case, and what happened since. */
import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { get, messageOf } from '../../api';
import { ErrorNote, Loading } from '../../ui/State';
import { fieldLabel, procedureLabel, statusLabel, stepLabel, valueText } from '../../ui/labels';
import { Facts } from './Facts';
import { ContactLink, CustomerLink } from './links';
import { PriorityTag } from './PriorityTag';
import { momentText } from './times';
import type { Case } from './wire';

export function CaseDetails({ caseNo }: { readonly caseNo: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['case', caseNo],
    queryFn: ({ signal }) => get<Case>(`/cases/${encodeURIComponent(caseNo)}`, {}, signal),
  });
  if (error && !data) return <ErrorNote message={messageOf(error)} onAgain={() => void refetch()} />;
  return data ? <CaseFacts item={data} /> : <Loading />;
}

export function CaseFacts({ item }: { readonly item: Case }) {
  const fields = Object.entries(item.fields ?? {});
  const documents = item.documents ?? [];
  return (
    <Stack gap="xs" data-testid="case">
      <Facts
        facts={[
          ['手続き', item.title || procedureLabel(item.procedure)],
          ['状態', statusLabel(item.status)],
          ...(item.priority && item.priority !== 'normal' ? [['優先度', <PriorityTag key="priority" priority={item.priority} />] as const] : []),
          ...(item.department ? [['担当部署', item.department] as const] : []),
          ['顧客', <CustomerLink key="customer" customerId={item.customer_id} contactId={item.contact_id} />],
          ['コンタクト', <ContactLink key="contact" contactId={item.contact_id} />],
          ['受付', momentText(item.opened_at)],
          ...(item.due_at ? [['期限', momentText(item.due_at)] as const] : []),
        ]}
      />
      <Part title="受付内容">
        {fields.length > 0 && (
          <Facts
            testId="case-fields"
            facts={fields.map(([name, value]) => [fieldLabel(name), valueText(value)] as const)}
          />
        )}
      </Part>
      <Part title="経過">
        {item.history?.length
          ? item.history.map(({ at, step, outcome }) => (
              <Text key={`${at} ${step}`} size="sm">
                {momentText(at)}　{stepLabel(step)}（{stepLabel(outcome)}）
              </Text>
            ))
          : null}
      </Part>
      {documents.length > 0 && (
        <Part title="書類">
          {documents.map((document, index) => (
            <Text key={index} size="sm">
              {valueText(document)}
            </Text>
          ))}
        </Part>
      )}
    </Stack>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text size="xs" fw={700} c="dimmed">
        {title}
      </Text>
      {children || <Text size="sm">－</Text>}
    </div>
  );
}
