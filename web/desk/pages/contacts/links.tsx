/** Links from a contact to what belongs to it. */
import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { queryOf } from '../../api';
import { useUser } from '../../session/SessionProvider';
import type { Maybe } from '../../wire';
import { mayReadCustomers } from './roles';

interface CustomerLinkProps {
  readonly customerId: Maybe<string>;
  /** The contact or the conversation the customer is looked up for, which is the purpose of the look-up. */
  readonly contactId?: Maybe<string>;
  readonly conversationId?: Maybe<string>;
}

export function CustomerLink({ customerId, contactId, conversationId }: CustomerLinkProps) {
  const { role } = useUser();
  if (!customerId) return '－';
  if (!mayReadCustomers(role)) return customerId;
  const from = queryOf({ contact_id: contactId, conversation_id: conversationId });
  return (
    <Anchor component={Link} href={`/customers/${encodeURIComponent(customerId)}${from}`} size="sm">
      {customerId}
    </Anchor>
  );
}

export function ContactLink({ contactId }: { readonly contactId: Maybe<string> }) {
  if (!contactId) return '－';
  return (
    <Anchor component={Link} href={`/contacts/${encodeURIComponent(contactId)}`} size="sm">
      コンタクトを開く
    </Anchor>
  );
}

/** A case opens beside the contact it belongs to, where there is one. */
export function CaseLink({ caseNo, contactId }: { readonly caseNo: string; readonly contactId: Maybe<string> }) {
  const href = contactId
    ? `/contacts/${encodeURIComponent(contactId)}?case=${encodeURIComponent(caseNo)}`
    : `/cases/${encodeURIComponent(caseNo)}`;
  return (
    <Anchor component={Link} href={href} size="sm" display="block" style={{ whiteSpace: 'nowrap' }}>
      {caseNo}
    </Anchor>
  );
}
