import { Facts } from '../../pages/contacts/Facts';
import { secondsSince, spanText } from '../../time/spans';
import { useNow } from '../../time/useNow';
import { SignalBadges } from '../../ui/SignalBadges';
import { levelLabel } from '../../ui/labels';
import type { Conversation, Packet } from '../../wire';

const RELATIONS: Readonly<Record<string, string>> = {
  policyholder: '契約者ご本人',
  insured: '被保険者',
  family: 'ご家族',
  agency: '代理店',
  third_party: 'その他の方',
};

interface Props {
  readonly conversation: Conversation;
  readonly packet: Packet;
}

export function PacketFacts({ conversation, packet }: Props) {
  const now = useNow();
  const { customer, attempts } = packet;
  const relation = packet.verified_relation;
  const failures = [
    attempts?.identity_failures ? `本人確認の不一致 ${attempts.identity_failures}回` : '',
    attempts?.misunderstandings ? `聞き取りの失敗 ${attempts.misunderstandings}回` : '',
  ].filter(Boolean);
  return (
    <Facts
      facts={[
        ['引継ぎの理由', packet.reason_label || packet.reason || '－'],
        ...(packet.signals?.length ? [['ご様子', <Signs key="signs" packet={packet} />] as const] : []),
        ['窓口', packet.queue_label ?? conversation.queue_label ?? '－'],
        ['本人確認', `${levelLabel(conversation.verification_level)}${relation ? `（${RELATIONS[relation] ?? relation}）` : ''}`],
        ['お客さま', customer ? `${customer.name}さま（${customer.customer_id}）` : '未確認'],
        ...(customer ? [['ご契約', `${customer.policies ?? 0}件`] as const] : []),
        ...(customer?.open_cases?.length ? [['対応中の案件', customer.open_cases.map(caseText).join('、')] as const] : []),
        ...(packet.waiting_since && conversation.state === 'waiting' ? [['待ち時間', spanText(secondsSince(packet.waiting_since, now))] as const] : []),
        ...(failures.length ? [['これまで', failures.join('、')] as const] : []),
      ]}
    />
  );
}

const Signs = ({ packet }: { readonly packet: Packet }) => (
  <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: 4 }}>
    <SignalBadges signals={packet.signals} />
  </span>
);

/** A case is its number, or an object that carries it. */
const caseText = (open: unknown): string =>
  typeof open === 'object' && open !== null && 'case_no' in open ? String(open.case_no) : String(open);
