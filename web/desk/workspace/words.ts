/** The words of the desk for codes of the contract. */
import type { ChosenPresence, Conversation, ConversationState, Participant, Presence, Purpose } from '../wire';

export const PRESENCES: readonly (readonly [ChosenPresence, string])[] = [
  ['available', '対応可'],
  ['away', '離席'],
  ['offline', 'オフライン'],
];

const PRESENCE_LABELS: Readonly<Record<Presence, string>> = {
  available: '対応可',
  away: '離席',
  offline: 'オフライン',
  not_responding: '応答なし',
};
export const presenceLabel = (presence: Presence): string => PRESENCE_LABELS[presence] ?? presence;

/** What the conversation is to this agent. A guest sees what they are there for. */
interface Standing {
  readonly state: ConversationState | 'consulting';
  readonly participants?: readonly Participant[] | null | undefined;
}

export function stateOf(conversation: Standing, agentId: string): { readonly label: string; readonly color: string } {
  const guest = guestOf(conversation, agentId);
  if (guest) return guest.purpose === 'warm' ? { label: '転送の相談', color: 'grape' } : { label: '相談中', color: 'grape' };
  if (conversation.state === 'wrapping') return { label: '後処理', color: 'yellow' };
  if (conversation.state === 'overdue') return { label: '後処理超過', color: 'red' };
  if (conversation.state === 'consulting' || conversation.participants?.length) return { label: '相談中', color: 'grape' };
  if (conversation.state === 'serving') return { label: '対応中', color: 'teal' };
  if (conversation.state === 'waiting') return { label: '待ち', color: 'gray' };
  return { label: conversation.state === 'bot' ? '自動応答' : '終了', color: 'gray' };
}

export const guestOf = (conversation: Pick<Standing, 'participants'>, agentId: string) =>
  conversation.participants?.find((participant) => participant.agent_id === agentId);

/** Only the holder writes to the customer. */
export const mayWrite = (conversation: Conversation, agentId: string): boolean =>
  conversation.state === 'serving' && conversation.agent_id === agentId;

export const isWrappingUp = (conversation: Standing): boolean => conversation.state === 'wrapping' || conversation.state === 'overdue';

const PURPOSES: Readonly<Partial<Record<Purpose, string>>> = { join: '相談・同席の依頼', warm: '転送の相談', consult: '相談の依頼' };
export const purposeLabel = (purpose: Purpose): string | null => PURPOSES[purpose] ?? null;

export const nameOf = (conversation: { readonly customer_name?: string | null | undefined }): string =>
  conversation.customer_name || 'お客さま（未確認）';

export const KINDS = [
  { value: 'callback', label: '折り返し' },
  { value: 'reply', label: '回答' },
  { value: 'task', label: '作業' },
] as const;
export const kindLabel = (kind: string): string => KINDS.find((known) => known.value === kind)?.label ?? kind;
