/** What every answer is made of. */

export type Maybe<T> = T | null | undefined;

export type Role = 'agent' | 'supervisor' | 'administrator' | 'auditor';
export type Channel = 'webchat' | 'sms' | 'voice' | 'email';
export type Signal = 'angry' | 'harassment' | 'needs_care' | 'plain_japanese';
export type Direction = 'inbound' | 'outbound';
export type AuthorKind = 'customer' | 'bot' | 'agent' | 'system';
export type Level = string | number;

export interface Items<T> {
  readonly items: readonly T[];
}

export interface Page<T> extends Items<T> {
  readonly next_cursor?: Maybe<string>;
}

export interface SignedIn {
  readonly user: { readonly id: string; readonly name: string; readonly role: Role };
  readonly csrf_token: string;
}

export interface Code {
  readonly code: string;
  readonly label: string;
}

export interface Codes {
  readonly contact_reasons: readonly Code[];
  readonly dispositions: readonly Code[];
}

export interface Attachment {
  readonly attachment_id: string;
  readonly file_name: string;
  readonly content_type?: Maybe<string>;
  readonly size?: Maybe<number>;
  readonly url?: Maybe<string>;
}

export interface Message {
  readonly seq: number;
  readonly message_id: string;
  readonly author_kind: AuthorKind;
  readonly author_name?: Maybe<string>;
  readonly text: string;
  readonly choices?: Maybe<readonly { readonly label: string; readonly value: string }[]>;
  readonly attachments?: Maybe<readonly Attachment[]>;
  readonly sent_at: string;
  readonly client_message_id?: Maybe<string>;
  /** Of a customer's message, and of what was spoken on the telephone. */
  readonly channel?: Maybe<Channel>;
  /** The keys a caller pressed, which `text` puts into words. */
  readonly dtmf?: Maybe<string>;
}

export interface MessagesAnswer {
  readonly messages: readonly Message[];
  readonly head_seq: number;
  readonly epoch: number;
}
