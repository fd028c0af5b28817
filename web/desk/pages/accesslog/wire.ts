/** The access log as the staff API answers it. */
import type { Maybe } from '../../wire';

export interface AccessEntry {
  readonly access_id: string;
  readonly at: string;
  readonly staff_id: string;
  readonly staff_name?: Maybe<string>;
  readonly role?: Maybe<string>;
  readonly action: string;
  readonly customer_id?: Maybe<string>;
  readonly conversation_id?: Maybe<string>;
  readonly contact_id?: Maybe<string>;
  readonly fields?: Maybe<readonly string[]>;
  readonly reason?: Maybe<string>;
}
