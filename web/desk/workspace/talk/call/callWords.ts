/** How a call stands, in the words of the desk. Pure. */
import { secondsSince, timerText } from '../../../time/spans';
import { endedText } from '../../../ui/marks';
import type { Call, Mark } from '../../../wire';

export interface Standing {
  readonly label: string;
  readonly color: string;
}

/** Since when they talk: the log knows it; until it is read the beginning of the call must do. */
export function connectedAt(call: Call, marks: readonly Mark[]): string {
  const ofThisCall = marks.filter((mark) => Date.parse(mark.at) >= Date.parse(call.started_at));
  return ofThisCall.findLast((mark) => mark.kind === 'call.connected')?.at ?? call.started_at;
}

/** Who hung up: the call says it, or the last that the log says of a call. */
export const endedBy = (call: Call, marks: readonly Mark[]): string | null =>
  call.ended_by ?? marks.findLast((mark) => mark.kind === 'call.ended')?.by ?? null;

export function standingOf(call: Call, marks: readonly Mark[], nowMs: number): Standing {
  switch (call.state) {
    case 'listening':
      return { label: '自動応答が応対中', color: 'gray' };
    case 'waiting':
      return { label: 'おつなぎしています', color: 'orange' };
    case 'dialling':
      return { label: call.direction === 'outbound' ? '折り返し発信中' : '呼び出し中', color: 'orange' };
    case 'talking':
      return { label: `通話中 ${timerText(secondsSince(connectedAt(call, marks), nowMs)).padStart(5, '0')}`, color: 'teal' };
    case 'voicemail':
      return { label: '留守番電話に録音中', color: 'gray' };
    case 'ended': {
      const who = endedText(endedBy(call, marks));
      return { label: `通話終了${who && `（${who}）`}`, color: 'gray' };
    }
    default:
      return { label: '通話', color: 'gray' };
  }
}

export type Recording = 'none' | 'running' | 'paused';

/** A recording runs from the moment both hear each other. */
export function recordingOf(call: Call): Recording {
  if (call.state !== 'talking' || call.is_recorded === false) return 'none';
  return call.is_recording_paused ? 'paused' : 'running';
}

/** `null`: it is known that there is none. */
export const isOpenCall = (call: Call | null | undefined): boolean => call != null && call.state !== 'ended';
export const mayHangUp = (call: Call): boolean => call.state === 'dialling' || call.state === 'talking';
