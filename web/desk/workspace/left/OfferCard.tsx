/** One offer: enough to decide before accepting. */
import { Badge, Button, Group, Kbd, Progress, Text } from '@mantine/core';
import { useRef } from 'react';
import { secondsLeft, secondsSince, spanText } from '../../time/spans';
import { useNow } from '../../time/useNow';
import { ChannelBadge } from '../../ui/ChannelBadge';
import { SignalBadges } from '../../ui/SignalBadges';
import { levelLabel } from '../../ui/labels';
import type { Offer } from '../../wire';
import { hasValue, shownValue } from '../side/fieldState';
import { purposeLabel } from '../words';
import styles from './left.module.css';

interface Props {
  readonly offer: Offer;
  readonly isFirst: boolean;
  readonly isBusy: boolean;
  readonly onAccept: () => void;
  readonly onReject: () => void;
}

export function OfferCard({ offer, isFirst, isBusy, onAccept, onReject }: Props) {
  const now = useNow();
  const left = secondsLeft(offer.expires_at, now);
  const whole = useRef(Math.max(left, 1));
  const { packet } = offer;
  const known = packet.intake?.fields.filter(hasValue) ?? [];
  const purpose = purposeLabel(offer.purpose);
  return (
    <article className={styles.offer} data-testid="offer" aria-label={`着信 ${packet.reason_label}`}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text fw={700} size="sm">
          {packet.reason_label}
        </Text>
        <Badge color={left <= 10 ? 'red' : 'orange'} variant="filled" tt="none" style={{ flexShrink: 0 }} data-testid="offer-left">
          残り{left}秒
        </Badge>
      </Group>
      <Group gap={6} mt={4}>
        {packet.channel && <ChannelBadge channel={packet.channel} direction={packet.direction} />}
        <SignalBadges signals={packet.signals} />
        {purpose && (
          <Badge color="grape" variant="light" tt="none">
            {purpose}
          </Badge>
        )}
      </Group>
      <Progress value={(left / whole.current) * 100} color={left <= 10 ? 'red' : 'orange'} size="xs" mt={6} aria-label="応答までの残り時間" />
      <dl className={styles.facts}>
        <dt>お客さま</dt>
        <dd>{packet.customer ? `${packet.customer.name}さま` : '未確認'}</dd>
        <dt>窓口</dt>
        <dd>
          {offer.queue_label ?? packet.queue_label ?? offer.queue ?? '－'}
        </dd>
        <dt>本人確認</dt>
        <dd>{levelLabel(packet.verification_level)}</dd>
        {packet.waiting_since && (
          <>
            <dt>待ち時間</dt>
            <dd>{spanText(secondsSince(packet.waiting_since, now))}</dd>
          </>
        )}
        {packet.intake && (
          <>
            <dt>手続き</dt>
            <dd>
              {packet.intake.title}（{known.length}項目 聴取済み）
            </dd>
          </>
        )}
        {known.slice(0, 3).map((field) => (
          <Known key={field.name} label={field.label} value={shownValue(field)} />
        ))}
        {packet.customer?.alerts?.length ? <Known label="注意" value={packet.customer.alerts.join('、')} /> : null}
      </dl>
      <Group gap={6} wrap="nowrap">
        <Button size="compact-sm" color="teal" flex={1} loading={isBusy} onClick={onAccept} data-testid="offer-accept" rightSection={isFirst ? <Kbd size="xs">Alt+A</Kbd> : undefined}>
          受ける
        </Button>
        <Button size="compact-sm" variant="default" disabled={isBusy} onClick={onReject} data-testid="offer-reject">
          辞退
        </Button>
      </Group>
    </article>
  );
}

const Known = ({ label, value }: { readonly label: string; readonly value: string }) => (
  <>
    <dt>{label}</dt>
    <dd>{value}</dd>
  </>
);
