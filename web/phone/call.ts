/**
 * Performs TwiML as a carrier does: the call as it stands and what happens to it in, the call and what to do out.
 *
 * Nothing here waits, speaks or fetches; the time is passed in.
 */
import { sidOf } from './callState';
import type { Activity, Call, CallEvent, Effect, EndedBy, Line, Params, Speech, Step } from './callState';
import { readTwiml } from './twiml';
import type { Dial, Gather, Prompt, Recording } from './twiml';
import { MalformedXmlError } from './xml';

const HUSH: Effect = { kind: 'hush' };

/** The only way a call changes. */
export function step(call: Call, event: CallEvent, at: number): Step {
  if (call.activity.kind === 'ended') return { call, effects: [] };
  if ('mark' in event && event.mark !== call.mark) return { call, effects: [] };
  switch (event.kind) {
    case 'answered':
      return answered(call, event.status, event.twiml, event.url, at);
    case 'prompt-over':
      return call.activity.kind === 'prompting' ? prompting(call, call.activity.gather, call.activity.rest, at) : same(call);
    case 'picked-up':
      return call.activity.kind === 'ringing' ? pickedUp(call, call.activity.dial, at) : same(call);
    case 'time-over':
      return timeOver(call, at);
    case 'key':
      return pressed(call, event.key, at);
    case 'speech':
      return spoken(call, { text: event.text, confidence: event.confidence });
    case 'silence':
      return hushed(silent(call, at));
    case 'redirected':
      return before(talkRecorded(call, at), hushed(fetching(call, event.url, {})));
    case 'agent-said':
      return { call: said(call, { who: 'agent', text: event.text, name: event.name }), effects: [{ kind: 'utter', text: event.text }] };
    case 'dial-over':
      return call.activity.kind === 'ringing' || call.activity.kind === 'talking' ? dialOver(call, call.activity, event.status, at) : same(call);
    case 'hung-up':
      return hungUp(call, event.by, at);
  }
}

function answered(call: Call, status: number, twiml: string, url: string, at: number): Step {
  const here = { ...call, twiml, url };
  if (status < 200 || status > 299) return failed(here, `案内を取得できませんでした（${status || '通信エラー'}）。`);
  try {
    return perform({ ...here, rest: readTwiml(twiml, url) }, at);
  } catch (error) {
    if (error instanceof MalformedXmlError) return failed(here, '案内のTwiMLを読み取れませんでした（12100）。');
    throw error;
  }
}

function perform(call: Call, at: number): Step {
  const [verb, ...rest] = call.rest;
  const here = { ...call, rest };
  if (!verb) return ended(here, 'service');
  switch (verb.verb) {
    case 'say':
    case 'play':
    case 'pause':
      return prompting(here, null, [verb], at);
    case 'gather':
      return prompting({ ...here, keys: '' }, verb, verb.prompts, at);
    case 'redirect':
      return fetching(here, verb.url, {});
    case 'dial':
      return ringing(here, verb);
    case 'record':
      return recording(here, verb, at);
    case 'transcribe':
      return perform({ ...here, transcriptUrl: verb.url }, at);
    case 'hangup':
      return ended(here, 'service');
    case 'other':
      return perform(said(here, { who: 'note', text: `この電話では <${verb.name}> を実行できません。` }), at);
  }
}

function prompting(call: Call, gather: Gather | null, prompts: readonly Prompt[], at: number): Step {
  const [prompt, ...rest] = prompts;
  if (!prompt) return gather ? listening(call, gather) : perform(call, at);
  const heard = prompt.verb === 'say' && prompt.text ? said(call, { who: 'service', text: prompt.text }) : call;
  const now = doing(heard, { kind: 'prompting', gather, prompt, rest });
  return { call: now, effects: [{ kind: 'prompt', prompt, mark: now.mark }] };
}

function listening(call: Call, gather: Gather): Step {
  if (call.held && gather.hearsSpeech) return heardSpeech(call, gather, call.held);
  const now = doing({ ...call, held: null }, { kind: 'listening', gather });
  return { call: now, effects: [{ kind: 'await', seconds: gather.timeout, isSilence: !isWaiting(gather), mark: now.mark }] };
}

/** Music or a pause is waiting, not a question: it goes on by itself however patient the phone is. */
function isWaiting(gather: Gather): boolean {
  return gather.prompts.some((prompt) => prompt.verb !== 'say');
}

function pressed(call: Call, key: string, at: number): Step {
  const { activity } = call;
  if (activity.kind === 'recording') return activity.verb.finishOnKey.includes(key) ? recorded(call, activity, key, at) : same(call);
  const gather = gatherOf(activity);
  if (!gather?.hearsKeys) return same(call);
  if (key === gather.finishOnKey) return hushed(call.keys ? heardKeys(call, gather) : noAnswer(call, gather, at));
  const now = doing({ ...call, keys: call.keys + key }, { kind: 'listening', gather });
  if (now.keys.length === gather.numDigits) return hushed(heardKeys(now, gather));
  return hushed({ call: now, effects: [{ kind: 'await', seconds: gather.timeout, isSilence: false, mark: now.mark }] });
}

function spoken(call: Call, speech: Speech): Step {
  const { activity } = call;
  if (activity.kind === 'talking') return toldTheAgent(call, speech.text);
  if (activity.kind === 'recording') {
    const words = `${activity.said} ${speech.text}`.trim();
    return same(said({ ...call, activity: { ...activity, said: words } }, { who: 'me', text: speech.text }));
  }
  const gather = gatherOf(activity);
  if (gather && !gather.hearsSpeech) return same(said(call, { who: 'note', text: 'ここではボタンで入力してください。' }));
  if (gather && (activity.kind === 'listening' || gather.bargeIn)) return hushed(heardSpeech(call, gather, speech));
  return same(activity.kind === 'prompting' ? { ...call, held: speech } : call);
}

function toldTheAgent(call: Call, text: string): Step {
  const now = said(call, { who: 'me', text });
  if (call.transcriptUrl) return { call: now, effects: [{ kind: 'transcribe', url: call.transcriptUrl, text }] };
  return same(said(now, { who: 'note', text: '文字起こしが動いていないため、担当者の画面には表示されません。' }));
}

function silent(call: Call, at: number): Step {
  const { activity } = call;
  if (activity.kind === 'recording') return recorded(call, activity, '', at);
  const gather = gatherOf(activity);
  if (!gather) return same(call);
  return noAnswer(said({ ...call, keys: '' }, { who: 'me', text: '（黙っています）' }), gather, at);
}

function timeOver(call: Call, at: number): Step {
  const { activity } = call;
  if (activity.kind === 'recording') return recorded(call, activity, '', at);
  if (activity.kind !== 'listening') return same(call);
  return call.keys ? heardKeys(call, activity.gather) : noAnswer(call, activity.gather, at);
}

function heardKeys(call: Call, gather: Gather): Step {
  const now = said(call, { who: 'me', text: `［${[...call.keys].join(' ')}］` });
  return fetching(now, gather.action, { Digits: call.keys });
}

function heardSpeech(call: Call, gather: Gather, { text, confidence }: Speech): Step {
  return fetching(said(call, { who: 'me', text }), gather.action, { SpeechResult: text, Confidence: String(confidence) });
}

function noAnswer(call: Call, gather: Gather, at: number): Step {
  if (!gather.actionOnEmptyResult) return perform(call, at);
  return fetching(call, gather.action, gather.hearsKeys ? { Digits: '' } : {});
}

function ringing(call: Call, dial: Dial): Step {
  const now = doing(said(call, { who: 'note', text: '担当者を呼び出しています。' }), { kind: 'ringing', dial });
  return { call: now, effects: [{ kind: 'ring', mark: now.mark }, ...legTold(now, dial, 'ringing')] };
}

function pickedUp(call: Call, dial: Dial, at: number): Step {
  const now = doing(said(call, { who: 'note', text: '担当者とつながりました。' }), { kind: 'talking', dial, since: at });
  return { call: now, effects: legTold(now, dial, 'in-progress') };
}

function dialOver(call: Call, activity: Activity & { kind: 'ringing' | 'talking' }, status: string, at: number): Step {
  const { dial } = activity;
  const told = [...legTold(call, dial, status), ...talkRecorded(call, at)];
  if (!dial.action) return before(told, perform(call, at));
  const seconds = activity.kind === 'talking' ? Math.round((at - activity.since) / 1_000) : 0;
  const params = { DialCallStatus: status, DialCallSid: sidOf(call, 'CA', 1), DialCallDuration: String(seconds) };
  return before(told, hushed(fetching(call, dial.action, params)));
}

/** What the carrier tells about the other leg, if anybody asked to be told. */
function legTold(call: Call, dial: Dial, status: string): readonly Effect[] {
  if (!dial.statusUrl) return [];
  return [{ kind: 'notify', url: dial.statusUrl, params: { CallSid: sidOf(call, 'CA', 1), CallStatus: status } }];
}

/** A recorded talk that is over is told of. */
function talkRecorded(call: Call, at: number): readonly Effect[] {
  const { activity } = call;
  if (activity.kind !== 'talking' || !activity.dial.recordingUrl) return [];
  const params = { ...recordingOf(call, activity.since, at), RecordingStatus: 'completed', RecordingSource: 'DialVerb' };
  return [{ kind: 'notify', url: activity.dial.recordingUrl, params }];
}

function recordingOf(call: Call, since: number, at: number): Params {
  const seconds = Math.max(1, Math.round((at - since) / 1_000));
  return { RecordingSid: sidOf(call, 'RE', call.mark), RecordingDuration: String(seconds) };
}

function recording(call: Call, verb: Recording, at: number): Step {
  const begun = verb.beeps ? said(call, { who: 'note', text: 'ピー（発信音）' }) : call;
  const now = doing(begun, { kind: 'recording', verb, since: at, said: '' });
  return { call: now, effects: [{ kind: 'await', seconds: verb.maxLength, isSilence: true, mark: now.mark }] };
}

function recorded(call: Call, activity: Activity & { kind: 'recording' }, key: string, at: number): Step {
  const { verb, said: words, since } = activity;
  if (!words && !key) return perform(call, at);
  const made = recordingOf(call, since, at);
  const told: Effect[] = [];
  if (verb.statusUrl) {
    const params = { ...made, RecordingStatus: 'completed', RecordingSource: 'RecordVerb' };
    told.push({ kind: 'notify', url: verb.statusUrl, params });
  }
  if (verb.transcriptUrl) {
    const params = { ...made, TranscriptionText: words, TranscriptionStatus: 'completed' };
    told.push({ kind: 'notify', url: verb.transcriptUrl, params });
  }
  return before(told, fetching(call, verb.action, { ...made, Digits: key }));
}

/** What the carrier ended was ended by the agent who had the call, or else by the service. */
function hungUp(call: Call, by: EndedBy, at: number): Step {
  const { activity } = call;
  const isTheirs = by === 'agent' && activity.kind !== 'talking' && activity.kind !== 'ringing';
  const end = before(talkRecorded(call, at), ended(call, isTheirs ? 'service' : by));
  if (by !== 'caller') return hushed(end);
  if (activity.kind !== 'recording' || !activity.said) return end;
  // A message left by hanging up is a message: the carrier tells it all the same.
  const left = recorded(call, activity, 'hangup', at).effects.map((effect): Effect =>
    effect.kind === 'fetch' ? { kind: 'notify', url: effect.url, params: effect.params } : effect,
  );
  return before(left, end);
}

function fetching(call: Call, url: string, params: Params): Step {
  const now = doing({ ...call, keys: '', held: null }, { kind: 'fetching' });
  return { call: now, effects: [{ kind: 'fetch', url, params, mark: now.mark }] };
}

function failed(call: Call, text: string): Step {
  return ended(said(call, { who: 'note', text }), 'fault');
}

function ended(call: Call, by: EndedBy): Step {
  const now = doing({ ...call, rest: [] }, { kind: 'ended', by });
  // A goodbye of the service is still being said. What an agent ended, the carrier knows.
  const effects: Effect[] = by === 'agent' ? [] : [{ kind: 'hang-up' }];
  return { call: now, effects: by === 'caller' ? [HUSH, ...effects] : effects };
}

function gatherOf(activity: Activity): Gather | null {
  return activity.kind === 'listening' || activity.kind === 'prompting' ? activity.gather : null;
}

function doing(call: Call, activity: Activity): Call {
  return { ...call, activity, mark: call.mark + 1 };
}

function said(call: Call, line: Line): Call {
  return { ...call, lines: [...call.lines, line] };
}

function same(call: Call): Step {
  return { call, effects: [] };
}

function hushed({ call, effects }: Step): Step {
  return { call, effects: [HUSH, ...effects] };
}

function before(effects: readonly Effect[], { call, effects: later }: Step): Step {
  return { call, effects: [...effects, ...later] };
}
