/** Queues, agents and what was promised. */
import type { Channel, Maybe, Role, Signal } from './base';

export type ChosenPresence = 'available' | 'away' | 'offline';
export type Presence = ChosenPresence | 'not_responding';

export interface Queue {
  readonly queue: string;
  readonly label: string;
  readonly is_open: boolean;
  readonly closed_reason?: Maybe<string>;
  readonly opens_at?: Maybe<string>;
  readonly waiting: number;
  readonly longest_wait_seconds?: Maybe<number>;
  readonly agents_available: number;
  readonly agents_online: number;
  readonly estimated_wait_seconds?: Maybe<readonly [number, number]>;
  readonly service_level_seconds?: Maybe<number>;
}

export interface QueueEntry {
  readonly conversation_id: string;
  readonly contact_id?: Maybe<string>;
  readonly channel: Channel;
  readonly reason: string;
  readonly reason_label: string;
  readonly entered_at: string;
  readonly position: number;
  readonly offered_to?: Maybe<string>;
  readonly customer_id?: Maybe<string>;
  readonly is_priority: boolean;
  readonly signals?: Maybe<readonly Signal[]>;
}

export interface Agent {
  readonly agent_id: string;
  readonly name: string;
  readonly role: Role;
  readonly presence: Presence;
  readonly since: string;
  readonly skills: readonly string[];
  readonly capacity: Readonly<Record<string, number>>;
  readonly load: Readonly<Record<string, number>>;
  readonly conversation_ids?: Maybe<readonly string[]>;
  /** Of those of the conversations that have any. */
  readonly signals?: Maybe<Readonly<Record<string, readonly Signal[]>>>;
  readonly is_online: boolean;
}

export interface PresenceAnswer {
  readonly presence: Presence;
  readonly since: string;
}

export interface PromiseMade {
  readonly promise_id: string;
  readonly conversation_id?: Maybe<string>;
  readonly contact_id?: Maybe<string>;
  readonly customer_id?: Maybe<string>;
  readonly customer_name?: Maybe<string>;
  readonly case_no?: Maybe<string>;
  /** The customer asked for it after its time. */
  readonly asked_at?: Maybe<string>;
  readonly kind: 'callback' | 'reply' | 'task';
  readonly text: string;
  readonly due_at: string;
  readonly made_at: string;
  readonly made_by: string;
  readonly made_by_name?: Maybe<string>;
  readonly kept_at?: Maybe<string>;
  readonly is_overdue: boolean;
}

/** The wide-area disaster mode; without a name it is off. */
export interface Disaster {
  readonly is_on: boolean;
  readonly name?: Maybe<string>;
  readonly areas: readonly string[];
  readonly reason?: Maybe<string>;
  readonly begun_at?: Maybe<string>;
  readonly begun_by?: Maybe<string>;
  readonly ends_at?: Maybe<string>;
}
