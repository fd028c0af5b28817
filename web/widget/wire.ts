/** What travels over the /webchat namespace. Names are those of the server; unknown fields are ignored. */

export type AuthorKind = 'customer' | 'bot' | 'agent' | 'system';

export interface Choice {
  readonly label: string;
  readonly value: string;
}

export interface Attachment {
  readonly attachment_id: string;
  readonly file_name: string;
  readonly content_type: string;
  readonly size: number;
  readonly url?: string;
}

export interface Message {
  readonly seq: number;
  readonly message_id: string;
  readonly author_kind: AuthorKind;
  readonly author_name?: string | null;
  readonly text: string;
  readonly choices?: readonly Choice[] | null;
  readonly attachments?: readonly Attachment[] | null;
  readonly sent_at: string;
  readonly client_message_id?: string | null;
}

export interface Session {
  readonly visitor_token: string;
  readonly conversation_id: string;
  readonly head_seq: number;
  /** What is shown above the talk, in a disaster say. */
  readonly welcome?: string | null;
}

export interface Holding {
  readonly holder: 'bot' | 'queue' | 'agent' | 'none';
  readonly queue_position?: number | null;
  readonly estimated_wait_seconds?: number | null;
  readonly agent_name?: string | null;
}

export interface Fault {
  readonly code: string;
  readonly message: string;
}

export type SendAnswer =
  | { readonly ok: true; readonly message_id: string; readonly seq: number }
  | { readonly ok: false; readonly error: Fault };

export interface SinceAnswer {
  readonly messages: readonly Message[];
  readonly head_seq: number;
}
