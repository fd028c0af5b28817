import { Anchor, Text } from '@mantine/core';
import { Link } from 'wouter';
import { useUser } from '../../session/SessionProvider';
import { ChannelBadge } from '../../ui/ChannelBadge';
import { levelLabel } from '../../ui/labels';
import { Facts } from './Facts';
import { CustomerLink } from './links';
import { agentName, codeLabel, useAgents, useCodes } from './names';
import { maySupervise } from './roles';
import { durationText, momentText, secondsBetween } from './times';
import type { Contact } from './wire';

export function ContactFacts({ contact }: { readonly contact: Contact }) {
  const codes = useCodes();
  const agents = useAgents();
  const { started_at, ended_at } = contact;
  return (
    <Facts
      facts={[
        ['チャネル', <ChannelBadge key="channel" channel={contact.channel} direction={contact.direction} />],
        ['コールリーズン', codeLabel(codes.contact_reasons, contact.contact_reason)],
        ['対応結果', codeLabel(codes.dispositions, contact.disposition)],
        ['本人確認', levelLabel(contact.verification_level)],
        ['顧客', <CustomerLink key="customer" customerId={contact.customer_id} contactId={contact.contact_id} />],
        [
          '担当者',
          contact.agent_ids?.length ? contact.agent_ids.map((id) => agentName(agents, id)).join('、') : '自動応答のみ',
        ],
        ['開始', momentText(started_at)],
        ['終了', ended_at ? momentText(ended_at) : '継続中'],
        ['長さ', ended_at ? durationText(secondsBetween(started_at, ended_at, 0)) : '継続中'],
        ['会話', <ConversationLink key="conversation" contact={contact} />],
        [
          'コンタクトID',
          <Text key="id" span size="xs" ff="monospace">
            {contact.contact_id}
          </Text>,
        ],
      ]}
    />
  );
}

/** Who supervises reads along while the contact is open; a closed one is read here, masked. */
function ConversationLink({ contact }: { readonly contact: Contact }) {
  const { role } = useUser();
  const id = contact.conversation_id;
  if (contact.ended_at || !maySupervise(role)) {
    return (
      <Text span size="xs" ff="monospace">
        {id}
      </Text>
    );
  }
  return (
    <Anchor component={Link} href={`/supervisor?conversation=${encodeURIComponent(id)}`} size="sm">
      会話を開く
    </Anchor>
  );
}
