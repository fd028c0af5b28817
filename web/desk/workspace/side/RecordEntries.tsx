/** The lists of a customer's record, narrow enough for the column beside the talk. */
import { Badge, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Case, Contact } from '../../pages/contacts/wire';
import type { Claim, Policy } from '../../pages/customers/wire';
import { claimStatusLabel, policyStatusLabel, yenText } from '../../pages/customers/wording';
import { useCodes } from '../../live/queries';
import { channelLabel, procedureLabel, statusLabel } from '../../ui/labels';
import { momentOf } from '../../ui/moments';
import { Block } from './Block';
import styles from './side.module.css';

const MOST = 10;

interface ListProps<Item> {
  readonly title: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly children: (item: Item) => ReactNode;
}

function List<Item>({ title, items, keyOf, children }: ListProps<Item>) {
  return (
    <Block title={`${title}（${items.length}）`}>
      {items.length === 0 && (
        <Text size="sm" c="dimmed">
          ありません。
        </Text>
      )}
      {items.slice(0, MOST).map((item) => (
        <div key={keyOf(item)} className={styles.entry}>
          {children(item)}
        </div>
      ))}
      {items.length > MOST && (
        <Text size="xs" c="dimmed" mt={4}>
          ほか{items.length - MOST}件
        </Text>
      )}
    </Block>
  );
}

export function PolicyEntries({ policies }: { readonly policies: readonly Policy[] }) {
  return (
    <List title="ご契約" items={policies} keyOf={(policy) => policy.policy_no}>
      {(policy) => (
        <>
          <Group justify="space-between" wrap="nowrap" gap={6} align="start">
            <b>{policy.product}</b>
            <Badge size="sm" tt="none" variant="light" color={policy.status === 'in_force' ? 'teal' : 'gray'} style={{ flexShrink: 0 }}>
              {policyStatusLabel(policy.status)}
            </Badge>
          </Group>
          <div>
            {policy.policy_no}・{yenText(policy.premium_yen)}
          </div>
          <Text size="xs" c="dimmed">
            {policy.inception_date} ～ {policy.expiry_date}　{policy.insured_object}
          </Text>
        </>
      )}
    </List>
  );
}

export function ClaimEntries({ claims }: { readonly claims: readonly Claim[] }) {
  return (
    <List title="事故" items={claims} keyOf={(claim) => claim.claim_no}>
      {(claim) => (
        <>
          <b>{claim.claim_no}</b>　{claimStatusLabel(claim.status)}
          <Text size="xs" c="dimmed">
            {claim.occurred_on}　{claim.office}　{claim.description}
          </Text>
        </>
      )}
    </List>
  );
}

interface CaseEntriesProps {
  readonly title: string;
  readonly cases: readonly Case[];
  readonly isLoud?: boolean;
}

export function CaseEntries({ title, cases, isLoud = false }: CaseEntriesProps) {
  if (isLoud && cases.length === 0) return null;
  return (
    <List title={title} items={cases} keyOf={(each) => each.case_no}>
      {(each) => (
        <>
          <Text span fw={700} size="sm" c={isLoud ? 'red' : undefined}>
            {procedureLabel(each.procedure)}
          </Text>
          　{statusLabel(each.status)}
          <Text size="xs" c="dimmed">
            {each.case_no}
          </Text>
        </>
      )}
    </List>
  );
}

export function ContactEntries({ contacts }: { readonly contacts: readonly Contact[] }) {
  const { data: codes } = useCodes();
  const label = (code: string | null | undefined): string => codes?.contact_reasons.find((known) => known.code === code)?.label ?? code ?? '－';
  return (
    <List title="コンタクト" items={contacts} keyOf={(contact) => contact.contact_id}>
      {(contact) => (
        <>
          {momentOf(contact.started_at)}・{channelLabel(contact.channel)}・{label(contact.contact_reason)}
        </>
      )}
    </List>
  );
}
