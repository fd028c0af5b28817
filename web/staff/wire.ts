/** What the staff API answers. Optional fields may also be null; unknown fields are ignored. */

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

export interface SignedIn {
  readonly user: Person;
  readonly csrf_token: string;
}

export interface Segment {
  readonly kind: string;
  readonly started_at: string;
  readonly ended_at?: string | null;
  readonly agent_id?: string | null;
}

export interface TranscriptMessage {
  readonly seq: number;
  readonly author_kind: string;
  readonly author_name?: string | null;
  readonly text: string;
  readonly choices?: readonly { readonly label: string; readonly value: string }[] | null;
  readonly attachments?: readonly { readonly attachment_id: string; readonly file_name?: string }[] | null;
  readonly sent_at: string;
}

export interface Contact {
  readonly contact_id: string;
  readonly conversation_id: string;
  readonly channel: string;
  readonly direction: string;
  readonly customer_id?: string | null;
  readonly started_at: string;
  readonly ended_at?: string | null;
  readonly contact_reason?: string | null;
  readonly disposition?: string | null;
  readonly verification_level: string | number;
  readonly agent_ids?: readonly string[] | null;
  readonly case_nos?: readonly string[] | null;
  readonly segments?: readonly Segment[] | null;
  readonly transcript?: readonly TranscriptMessage[] | null;
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Case {
  readonly case_no: string;
  readonly procedure: string;
  readonly status: string;
  readonly customer_id?: string | null;
  readonly fields?: { readonly [name: string]: Json } | null;
  readonly documents?: readonly Json[] | null;
  readonly history?: readonly Json[] | null;
  readonly opened_at?: string | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor?: string | null;
}

export interface Code {
  readonly code: string;
  readonly label: string;
}

export interface Codes {
  readonly contact_reasons: readonly Code[];
  readonly dispositions: readonly Code[];
}
