/** The draft of a procedure and its fields. */
import type { Maybe } from './base';

export interface Choice {
  readonly label: string;
  readonly value: string;
}

export interface DraftField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly prompt?: Maybe<string>;
  readonly choices?: Maybe<readonly Choice[]>;
  readonly is_needed: boolean;
  readonly is_asked: boolean;
  readonly value?: unknown;
  readonly spoken?: Maybe<string>;
  readonly text?: Maybe<string>;
  readonly source?: Maybe<'customer' | 'agent' | 'record'>;
  readonly is_confident?: Maybe<boolean>;
  readonly is_confirmed?: Maybe<boolean>;
}

export interface Draft {
  readonly intake_id: string;
  readonly procedure: string;
  readonly title: string;
  readonly version: number;
  readonly status: string;
  readonly fields: readonly DraftField[];
  readonly missing: readonly string[];
  readonly last_question?: Maybe<string>;
  readonly summary?: Maybe<readonly string[]>;
}

export interface ProcedureItem {
  readonly procedure: string;
  readonly title: string;
  readonly kind?: Maybe<string>;
}

export interface Submitted {
  readonly case_no: string;
  /** What the customer is told of how it goes on. */
  readonly say?: Maybe<string>;
}
