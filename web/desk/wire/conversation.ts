/** Conversations, offers and the packet that is handed over. */
import type { Channel, Direction, Level, Maybe, Message, Signal } from './base';
import type { Agent, PromiseMade } from './queues';
import type { Draft } from './intake';

export type ConversationState = 'bot' | 'waiting' | 'serving' | 'wrapping' | 'overdue' | 'closed';
export type Purpose = 'serve' | 'join' | 'warm' | 'consult';

export interface PacketCustomer {
  readonly customer_id: string;
  readonly name: string;
  readonly name_kana?: Maybe<string>;
  readonly policies?: Maybe<number>;
  readonly open_cases?: Maybe<readonly unknown[]>;
  readonly alerts?: Maybe<readonly string[]>;
  readonly summary?: Maybe<readonly string[]>;
}

export interface EarlierContact {
  readonly contact_id: string;
  readonly started_at: string;
  readonly channel: string;
  readonly contact_reason?: Maybe<string>;
  readonly disposition?: Maybe<string>;
}

export interface Packet {
  readonly reason: string;
  readonly reason_label: string;
  readonly channel?: Maybe<Channel>;
  readonly direction?: Maybe<Direction>;
  readonly queue?: Maybe<string>;
  readonly queue_label?: Maybe<string>;
  readonly waiting_since?: Maybe<string>;
  readonly verification_level: Level;
  readonly verified_relation?: Maybe<string>;
  readonly customer?: Maybe<PacketCustomer>;
  readonly intake?: Maybe<Draft>;
  readonly told?: Maybe<readonly string[]>;
  readonly promised?: Maybe<readonly PromiseMade[]>;
  readonly last_question?: Maybe<string>;
  readonly earlier_contacts?: Maybe<readonly EarlierContact[]>;
  readonly attempts?: Maybe<{ readonly identity_failures?: number; readonly misunderstandings?: number }>;
  readonly suggested_next_step?: Maybe<string>;
  readonly signals?: Maybe<readonly Signal[]>;
  /** Titles of what the customer asked for besides. */
  readonly requested?: Maybe<readonly string[]>;
  readonly last_messages?: Maybe<readonly Message[]>;
}

export interface Offer {
  readonly offer_id: string;
  readonly conversation_id: string;
  readonly queue?: Maybe<string>;
  readonly queue_label?: Maybe<string>;
  readonly expires_at: string;
  readonly purpose: Purpose;
  readonly packet: Packet;
}

export interface AcceptedOffer {
  readonly conversation_id: string;
  readonly epoch: number;
  readonly packet: Packet;
  readonly purpose: Purpose;
}

export interface Participant {
  readonly agent_id: string;
  readonly name: string;
  readonly purpose: string;
  readonly state: 'invited' | 'joined';
}

export interface Receipt {
  readonly delivered_seq: number;
  readonly seen_seq: number;
}

export interface Conversation {
  readonly conversation_id: string;
  readonly contact_id?: Maybe<string>;
  readonly channel: Channel;
  readonly direction?: Maybe<Direction>;
  readonly holder: 'bot' | 'queue' | 'agent' | 'none';
  readonly agent_id?: Maybe<string>;
  readonly agent_name?: Maybe<string>;
  readonly queue?: Maybe<string>;
  readonly queue_label?: Maybe<string>;
  readonly epoch: number;
  readonly head_seq: number;
  readonly state: ConversationState;
  readonly verification_level: Level;
  readonly customer_id?: Maybe<string>;
  readonly customer_name?: Maybe<string>;
  readonly contact_reason?: Maybe<string>;
  readonly signals?: Maybe<readonly Signal[]>;
  readonly suggested_disposition?: Maybe<string>;
  readonly participants: readonly Participant[];
  readonly wrap_up_ends_at?: Maybe<string>;
  readonly receipt?: Maybe<Receipt>;
  readonly packet?: Maybe<Packet>;
}

/** One of the agent's conversations in the list, without what only the open one needs. `consulting`: as a guest. */
export interface DeskConversation {
  readonly conversation_id: string;
  readonly channel: Channel;
  readonly direction?: Maybe<Direction>;
  readonly state: ConversationState | 'consulting';
  readonly epoch: number;
  readonly head_seq: number;
  readonly customer_id?: Maybe<string>;
  readonly customer_name?: Maybe<string>;
  readonly contact_reason?: Maybe<string>;
  readonly verification_level: Level;
  readonly signals?: Maybe<readonly Signal[]>;
  readonly wrap_up_ends_at?: Maybe<string>;
  readonly waiting_since?: Maybe<string>;
  readonly last_message?: Maybe<Message>;
  readonly receipt?: Maybe<Receipt>;
  readonly participants?: Maybe<readonly Participant[]>;
}

export interface DeskAnswer {
  readonly agent: Agent;
  readonly offers: readonly Offer[];
  readonly conversations: readonly DeskConversation[];
  readonly promises: readonly PromiseMade[];
}

export interface Note {
  readonly note_id: string;
  readonly author_id: string;
  readonly author_name: string;
  readonly text: string;
  readonly written_at: string;
}

export interface Suggestion {
  readonly article_id: string;
  readonly title: string;
  readonly answer: string;
  readonly source?: Maybe<string>;
}

export interface CannedAnswer {
  readonly code: string;
  readonly title: string;
  readonly category: string;
  readonly text: string;
}
