/** The packet (引継ぎ): everything already known, so that the customer need not say it again. */
import { Alert, Group, Text } from '@mantine/core';
import { useCodes } from '../../live/queries';
import { ChannelBadge } from '../../ui/ChannelBadge';
import { momentOf } from '../../ui/moments';
import { Nothing } from '../../ui/State';
import type { Conversation, Packet } from '../../wire';
import { kindLabel } from '../words';
import { Block } from './Block';
import { KnownValues } from './KnownValues';
import { PacketFacts } from './PacketFacts';
import styles from './side.module.css';

export function PacketTab({ conversation }: { readonly conversation: Conversation }) {
  const { packet } = conversation;
  if (!packet) return <Nothing>引継ぎの内容はありません。</Nothing>;
  return (
    <div data-testid="packet">
      {packet.customer?.alerts?.map((alert) => (
        <Alert key={alert} color="red" p="xs" mb={8}>
          {alert}
        </Alert>
      ))}
      {packet.suggested_next_step && (
        <Alert color="indigo" p="xs" mb={8} title="次にすること">
          {packet.suggested_next_step}
        </Alert>
      )}
      <PacketFacts conversation={conversation} packet={packet} />
      {packet.intake && <KnownValues draft={packet.intake} />}
      {packet.last_question && (
        <Block title="お答えをいただいていない質問">
          <p className={styles.quote}>{packet.last_question}</p>
        </Block>
      )}
      {packet.requested?.length ? (
        <Block title="ほかにご希望のこと">
          <ul className={styles.list}>
            {packet.requested.map((title) => (
              <li key={title}>{title}</li>
            ))}
          </ul>
        </Block>
      ) : null}
      {packet.promised?.length ? (
        <Block title="お約束したこと">
          {packet.promised.map((promise) => (
            <div key={promise.promise_id} className={styles.entry}>
              {kindLabel(promise.kind)}：{promise.text}（{momentOf(promise.due_at)}まで{promise.is_overdue ? '、期限超過' : ''}）
            </div>
          ))}
        </Block>
      ) : null}
      {packet.told?.length ? (
        <Block title="自動応答がお伝えしたこと">
          <ul className={styles.list}>
            {packet.told.map((sentence, index) => (
              <li key={index}>{sentence}</li>
            ))}
          </ul>
        </Block>
      ) : null}
      <Earlier packet={packet} />
    </div>
  );
}

function Earlier({ packet }: { readonly packet: Packet }) {
  const { data: codes } = useCodes();
  const contacts = packet.earlier_contacts ?? [];
  const label = (known: readonly { code: string; label: string }[] | undefined, code: string | null | undefined): string =>
    known?.find((each) => each.code === code)?.label ?? code ?? '－';
  return (
    <Block title="以前のコンタクト">
      {contacts.length === 0 && (
        <Text size="sm" c="dimmed">
          ありません。
        </Text>
      )}
      {contacts.map((contact) => (
        <Group key={contact.contact_id} className={styles.entry} justify="space-between" gap={4}>
          <span>
            {momentOf(contact.started_at)} <ChannelBadge channel={contact.channel} />
          </span>
          <span>
            {label(codes?.contact_reasons, contact.contact_reason)}／{label(codes?.dispositions, contact.disposition)}
          </span>
        </Group>
      ))}
    </Block>
  );
}
