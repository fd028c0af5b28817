/** One contact in a table: the log's, or a customer's own. */
import { Anchor, Table, Text } from '@mantine/core';
import { Link } from 'wouter';
import { ChannelBadge } from '../../ui/ChannelBadge';
import { levelLabel } from '../../ui/labels';
import type { Agent, Codes } from '../../wire';
import { CaseLink, CustomerLink } from './links';
import { agentName, codeLabel } from './names';
import { durationText, momentText, secondsBetween } from './times';
import type { Contact } from './wire';

interface ContactRowProps {
  readonly contact: Contact;
  readonly codes: Codes;
  readonly agents: readonly Agent[];
  readonly isCustomerShown?: boolean;
}

export function ContactRow({ contact, codes, agents, isCustomerShown = true }: ContactRowProps) {
  const { started_at, ended_at } = contact;
  return (
    <Table.Tr data-testid="contact-row">
      <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
        <Anchor component={Link} href={`/contacts/${encodeURIComponent(contact.contact_id)}`} size="sm">
          {momentText(started_at)}
        </Anchor>
      </Table.Th>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <ChannelBadge channel={contact.channel} direction={contact.direction} />
      </Table.Td>
      <Table.Td>{codeLabel(codes.contact_reasons, contact.contact_reason)}</Table.Td>
      <Table.Td>{codeLabel(codes.dispositions, contact.disposition)}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{levelLabel(contact.verification_level)}</Table.Td>
      {isCustomerShown && (
        <Table.Td>
          <CustomerLink customerId={contact.customer_id} contactId={contact.contact_id} />
        </Table.Td>
      )}
      <Table.Td>
        {contact.case_nos?.length
          ? contact.case_nos.map((caseNo) => <CaseLink key={caseNo} caseNo={caseNo} contactId={contact.contact_id} />)
          : '－'}
      </Table.Td>
      <Table.Td>
        {contact.agent_ids?.length
          ? contact.agent_ids.map((id) => (
              <Text key={id} size="sm" style={{ whiteSpace: 'nowrap' }}>
                {agentName(agents, id)}
              </Text>
            ))
          : '－'}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        {ended_at ? durationText(secondsBetween(started_at, ended_at, 0)) : '継続中'}
      </Table.Td>
    </Table.Tr>
  );
}
