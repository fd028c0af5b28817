/** Why the contact came, how it ended and how far it was clear who spoke: what a reviewer looks for first. */
import { Group } from '@mantine/core';
import { levelLabel } from '../../ui/labels';
import { Tag } from './Tag';
import { codeLabel, useCodes } from './names';
import type { Contact } from './wire';

export function ContactHeadline({ contact }: { readonly contact: Contact }) {
  const codes = useCodes();
  return (
    <Group gap="xs">
      {contact.contact_reason && (
        <Tag isLarge tone="info">
          {codeLabel(codes.contact_reasons, contact.contact_reason)}
        </Tag>
      )}
      <Tag isLarge tone={contact.ended_at ? 'neutral' : 'good'}>
        {contact.disposition
          ? codeLabel(codes.dispositions, contact.disposition)
          : contact.ended_at
            ? '対応結果なし'
            : '継続中'}
      </Tag>
      <Tag isLarge>本人確認 {levelLabel(contact.verification_level)}</Tag>
    </Group>
  );
}
