/** Contacts and cases as the staff API answers them. */
import type { Level, Mark, Maybe, Message } from '../../wire';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export interface Segment {
  readonly kind: string;
  readonly started_at: string;
  readonly ended_at?: Maybe<string>;
  readonly agent_id?: Maybe<string>;
}

export interface Contact {
  readonly contact_id: string;
  readonly conversation_id: string;
  readonly channel: string;
  readonly direction: string;
  readonly customer_id?: Maybe<string>;
  readonly started_at: string;
  readonly ended_at?: Maybe<string>;
  readonly contact_reason?: Maybe<string>;
  readonly disposition?: Maybe<string>;
  readonly verification_level: Level;
  readonly agent_ids?: Maybe<readonly string[]>;
  readonly case_nos?: Maybe<readonly string[]>;
  readonly segments?: Maybe<readonly Segment[]>;
}

export interface ContactWithTranscript extends Contact {
  readonly transcript?: Maybe<readonly Message[]>;
  readonly marks?: Maybe<readonly Mark[]>;
}

export interface CaseHistory {
  readonly at: string;
  readonly step: string;
  readonly outcome: string;
}

export interface Case {
  readonly case_no: string;
  readonly procedure: string;
  readonly title?: Maybe<string>;
  readonly status: string;
  readonly department?: Maybe<string>;
  readonly priority?: Maybe<string>;
  readonly customer_id?: Maybe<string>;
  readonly fields?: Maybe<{ readonly [name: string]: Json }>;
  readonly documents?: Maybe<readonly Json[]>;
  readonly history?: Maybe<readonly CaseHistory[]>;
  readonly opened_at?: Maybe<string>;
  readonly due_at?: Maybe<string>;
  readonly contact_id?: Maybe<string>;
}
