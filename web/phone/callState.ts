/** What a call is, what can happen to it, and what it asks of the world around it. Values only. */
import type { Dial, Gather, Prompt, Recording, Verb } from './twiml';

export type EndedBy = 'caller' | 'service' | 'agent' | 'fault';

export type Activity =
  | { readonly kind: 'fetching' }
  | { readonly kind: 'prompting'; readonly gather: Gather | null; readonly prompt: Prompt; readonly rest: readonly Prompt[] }
  | { readonly kind: 'listening'; readonly gather: Gather }
  | { readonly kind: 'ringing'; readonly dial: Dial }
  | { readonly kind: 'talking'; readonly dial: Dial; readonly since: number }
  | { readonly kind: 'recording'; readonly verb: Recording; readonly since: number; readonly said: string }
  | { readonly kind: 'ended'; readonly by: EndedBy };

export interface Line {
  readonly who: 'service' | 'me' | 'agent' | 'note';
  readonly text: string;
  readonly name?: string;
}

/**
 * `mark` rises with everything that is waited for: what comes under an earlier mark is stale and is dropped.
 * `keys` are those pressed for the open Gather; `held` was said where the caller could not interrupt.
 */
export interface Call {
  readonly sid: string;
  readonly activity: Activity;
  readonly url: string;
  readonly twiml: string;
  readonly rest: readonly Verb[];
  readonly keys: string;
  readonly held: Speech | null;
  readonly transcriptUrl: string | null;
  readonly mark: number;
  readonly lines: readonly Line[];
}

export interface Speech {
  readonly text: string;
  readonly confidence: number;
}

export type Params = Readonly<Record<string, string>>;

export type CallEvent =
  | { readonly kind: 'answered'; readonly mark: number; readonly status: number; readonly twiml: string; readonly url: string }
  | { readonly kind: 'prompt-over'; readonly mark: number }
  | { readonly kind: 'picked-up'; readonly mark: number }
  | { readonly kind: 'time-over'; readonly mark: number }
  | { readonly kind: 'key'; readonly key: string }
  | ({ readonly kind: 'speech' } & Speech)
  | { readonly kind: 'silence' }
  | { readonly kind: 'redirected'; readonly url: string }
  | { readonly kind: 'agent-said'; readonly name: string; readonly text: string }
  | { readonly kind: 'dial-over'; readonly status: 'completed' | 'no-answer' | 'busy' }
  | { readonly kind: 'hung-up'; readonly by: EndedBy };

/** `await`: tell when the seconds are over; `isSilence` marks the wait for an answer, which a patient phone skips. */
export type Effect =
  | { readonly kind: 'prompt'; readonly prompt: Prompt; readonly mark: number }
  | { readonly kind: 'utter'; readonly text: string }
  | { readonly kind: 'hush' }
  | { readonly kind: 'await'; readonly seconds: number; readonly isSilence: boolean; readonly mark: number }
  | { readonly kind: 'ring'; readonly mark: number }
  | { readonly kind: 'fetch'; readonly url: string; readonly params: Params; readonly mark: number }
  | { readonly kind: 'notify'; readonly url: string; readonly params: Params }
  | { readonly kind: 'transcribe'; readonly url: string; readonly text: string }
  | { readonly kind: 'hang-up' };

export interface Step {
  readonly call: Call;
  readonly effects: readonly Effect[];
}

/** A call that waits for its first document. */
export function placedCall(sid: string): Call {
  return {
    sid,
    activity: { kind: 'fetching' },
    url: '',
    twiml: '',
    rest: [],
    keys: '',
    held: null,
    transcriptUrl: null,
    mark: 0,
    lines: [],
  };
}

/** Whether words said now reach somebody. */
export function canSpeak({ activity }: Call): boolean {
  return !['fetching', 'ringing', 'ended'].includes(activity.kind);
}

/** The sid of something that belongs to the call, the same whenever it is asked for. */
export function sidOf(call: Call, prefix: string, number: number): string {
  return prefix + call.sid.slice(2, 30).padEnd(28, '0') + number.toString(16).padStart(4, '0');
}
