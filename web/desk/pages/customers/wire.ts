/** Customers as the staff API answers them. */
import type { Maybe } from '../../wire';
import type { Case, Contact } from '../contacts/wire';

export interface Attributes {
  readonly customer_id: string;
  readonly name: string;
  readonly name_kana: string;
  readonly birth_date?: Maybe<string>;
  readonly postal_code: string;
  readonly address: string;
  readonly phone?: Maybe<string>;
  readonly phone_registered_on?: Maybe<string>;
  readonly email?: Maybe<string>;
  readonly agency_code?: Maybe<string>;
  readonly is_company: boolean;
  readonly household_id?: Maybe<string>;
}

export interface Policy {
  readonly policy_no: string;
  readonly line: string;
  readonly product: string;
  readonly inception_date: string;
  readonly expiry_date: string;
  readonly status: string;
  readonly premium_yen: number;
  readonly payment_mode: string;
  readonly insured_object: string;
  readonly earthquake_premium_yen?: Maybe<number>;
  readonly agency_code?: Maybe<string>;
  readonly mailing_postal_code?: Maybe<string>;
  readonly mailing_address?: Maybe<string>;
}

export interface Claim {
  readonly claim_no: string;
  readonly policy_no: string;
  readonly line: string;
  readonly occurred_on: string;
  readonly reported_on: string;
  readonly status: string;
  readonly office: string;
  readonly office_phone?: Maybe<string>;
  readonly description: string;
}

export interface Customer {
  readonly customer_id: string;
  readonly attributes: Attributes;
  readonly policies: readonly Policy[];
  readonly claims: readonly Claim[];
  readonly cases: readonly Case[];
  readonly contacts: readonly Contact[];
  readonly complaints: readonly Case[];
}
