/** What belongs to a customer, one tab each; every tab says how much is in it. */
import { Accordion, Tabs, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Nothing } from '../../ui/State';
import { procedureLabel, statusLabel } from '../../ui/labels';
import { CaseFacts } from '../contacts/CaseDetails';
import { ContactRow } from '../contacts/ContactRow';
import { PlainTable } from '../contacts/PagedTable';
import { PriorityTag } from '../contacts/PriorityTag';
import { Tag } from '../contacts/Tag';
import { useAgents, useCodes } from '../contacts/names';
import { dayText } from '../contacts/times';
import type { Case, Contact } from '../contacts/wire';
import { ClaimTable, PolicyTable } from './RecordTables';
import type { Customer } from './wire';

const CONTACT_COLUMNS = ['開始', 'チャネル', 'コールリーズン', '対応結果', '本人確認', '案件', '担当者', '長さ'];

export function RecordTabs({ customer }: { readonly customer: Customer }) {
  const { policies, claims, cases, contacts, complaints } = customer;
  const tabs: readonly (readonly [string, string, number, ReactNode])[] = [
    ['policies', '契約', policies.length, <PolicyTable key="policies" policies={policies} />],
    ['claims', '事故・保険金', claims.length, <ClaimTable key="claims" claims={claims} />],
    ['cases', '案件', cases.length, <CaseList key="cases" cases={cases} />],
    ['contacts', 'コンタクト', contacts.length, <ContactTable key="contacts" contacts={contacts} />],
    ['complaints', '苦情', complaints.length, <CaseList key="complaints" cases={complaints} />],
  ];
  return (
    <Tabs defaultValue="policies" keepMounted={false}>
      <Tabs.List aria-label="お客さまの記録" mb="sm">
        {tabs.map(([value, label, count]) => (
          <Tabs.Tab
            key={value}
            value={value}
            data-testid={`tab-${value}`}
            rightSection={<Tag tone={value === 'complaints' && count > 0 ? 'alarm' : 'neutral'}>{count}</Tag>}
          >
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(([value, label, count, content]) => (
        <Tabs.Panel key={value} value={value}>
          {count > 0 ? content : <Nothing>{label}の記録はありません。</Nothing>}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function CaseList({ cases }: { readonly cases: readonly Case[] }) {
  return (
    <Accordion multiple variant="contained" chevronPosition="left" order={3}>
      {cases.map((item) => (
        <Accordion.Item key={item.case_no} value={item.case_no} data-testid="case-row">
          <Accordion.Control>
            <Text size="sm">
              <b>{item.case_no}</b>　{item.title || procedureLabel(item.procedure)}　{statusLabel(item.status)}　
              {dayText(item.opened_at)}　{item.department}　
              {item.priority !== 'normal' && <PriorityTag priority={item.priority} />}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <CaseFacts item={item} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function ContactTable({ contacts }: { readonly contacts: readonly Contact[] }) {
  const codes = useCodes();
  const agents = useAgents();
  return (
    <PlainTable caption="このお客さまのコンタクト（新しい順）" columns={CONTACT_COLUMNS} testId="contacts">
      {contacts.map((contact) => (
        <ContactRow key={contact.contact_id} contact={contact} codes={codes} agents={agents} isCustomerShown={false} />
      ))}
    </PlainTable>
  );
}
