/** The telephone: a call, the device it is answered with, and what happened between the messages. */
import type { Direction, Items, Maybe, Signal } from './base';

export type CallState = 'listening' | 'waiting' | 'dialling' | 'talking' | 'voicemail' | 'ended';
export type EndedBy = 'customer' | 'agent' | 'service' | 'carrier';

export interface Call {
  readonly state: CallState;
  readonly started_at: string;
  readonly is_recording_paused: boolean;
  readonly direction: Direction;
  readonly caller_last4?: Maybe<string>;
  readonly ended_by?: Maybe<EndedBy>;
  readonly ended_at?: Maybe<string>;
  /** Left out by a service that records every call. */
  readonly is_recorded?: Maybe<boolean>;
}

export type TelephoneAnswer =
  | { readonly kind: 'trial' }
  | { readonly kind: 'twilio'; readonly token: string; readonly identity: string; readonly expires_in: number };

export type MarkKind =
  | 'call.started'
  | 'call.connected'
  | 'call.ended'
  | 'call.recorded'
  | 'recording.paused'
  | 'link.issued'
  | 'link.redeemed'
  | 'identity.lapsed'
  | 'delivery.failed'
  | 'delivery.unknown'
  | 'signal.noted';

/** What happened after the message `after_seq`. Which fields are there depends on the kind. */
export interface Mark {
  readonly mark_id: string;
  readonly after_seq: number;
  readonly at: string;
  readonly kind: MarkKind;
  readonly direction?: Maybe<Direction>;
  readonly by?: Maybe<EndedBy>;
  readonly agent_name?: Maybe<string>;
  readonly seconds?: Maybe<number>;
  readonly is_paused?: Maybe<boolean>;
  readonly purpose?: Maybe<string>;
  readonly error_code?: Maybe<string>;
  readonly signal?: Maybe<Signal>;
  readonly is_cleared?: Maybe<boolean>;
}

export type Marks = Items<Mark>;
