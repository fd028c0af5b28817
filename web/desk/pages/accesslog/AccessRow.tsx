import { Anchor, Table, Text } from '@mantine/core';
import { Link } from 'wouter';
import { roleLabel } from '../contacts/roles';
import { momentText } from '../contacts/times';
import type { AccessEntry } from './wire';
import { actionLabel, partsText } from './wording';

export function AccessRow({ entry }: { readonly entry: AccessEntry }) {
  const { contact_id, conversation_id } = entry;
  return (
    <Table.Tr data-testid="access-row">
      <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
        {momentText(entry.at)}
      </Table.Th>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        {entry.staff_name || entry.staff_id}
        {entry.role && (
          <Text size="xs" c="dimmed">
            {roleLabel(entry.role)}
          </Text>
        )}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{actionLabel(entry.action)}</Table.Td>
      <Table.Td>{entry.customer_id ?? '－'}</Table.Td>
      <Table.Td>
        {contact_id ? (
          <Anchor component={Link} href={`/contacts/${encodeURIComponent(contact_id)}`} size="sm">
            コンタクト
          </Anchor>
        ) : conversation_id ? (
          <Text size="xs" ff="monospace" title={conversation_id}>
            会話 {conversation_id.slice(0, 8)}…
          </Text>
        ) : (
          '－'
        )}
      </Table.Td>
      <Table.Td miw={160}>{partsText(entry.fields)}</Table.Td>
      <Table.Td miw={160} style={{ overflowWrap: 'anywhere' }}>
        {entry.reason || '－'}
      </Table.Td>
    </Table.Tr>
  );
}
