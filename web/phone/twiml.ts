/** TwiML as values: what a document tells a call to do, in order. URLs are absolute. */
import { elementsOf, MalformedXmlError, parseXml, textOf } from './xml';
import type { Element } from './xml';

export interface Say {
  readonly verb: 'say';
  readonly text: string;
}

export interface Play {
  readonly verb: 'play';
  readonly url: string;
}

export interface Pause {
  readonly verb: 'pause';
  readonly seconds: number;
}

export type Prompt = Say | Play | Pause;

/** `numDigits` and `finishOnKey` end the keys; an empty `finishOnKey` means that no key does. */
export interface Gather {
  readonly verb: 'gather';
  readonly action: string;
  readonly hearsSpeech: boolean;
  readonly hearsKeys: boolean;
  readonly numDigits: number | null;
  readonly finishOnKey: string;
  readonly timeout: number;
  readonly bargeIn: boolean;
  readonly actionOnEmptyResult: boolean;
  readonly prompts: readonly Prompt[];
}

export interface Redirect {
  readonly verb: 'redirect';
  readonly url: string;
}

/** `statusUrl` is told about the other leg, `recordingUrl` about a recording that is made. */
export interface Dial {
  readonly verb: 'dial';
  readonly action: string | null;
  readonly callee: string;
  readonly statusUrl: string | null;
  readonly recordingUrl: string | null;
}

export interface Recording {
  readonly verb: 'record';
  readonly action: string;
  readonly finishOnKey: string;
  readonly maxLength: number;
  readonly beeps: boolean;
  readonly statusUrl: string | null;
  readonly transcriptUrl: string | null;
}

/** `url` receives what is said while an agent talks with the caller; null ends it. */
export interface Transcribe {
  readonly verb: 'transcribe';
  readonly url: string | null;
}

export interface Hangup {
  readonly verb: 'hangup';
}

/** A verb this telephone cannot perform. */
export interface Other {
  readonly verb: 'other';
  readonly name: string;
}

export type Verb = Prompt | Gather | Redirect | Dial | Recording | Transcribe | Hangup | Other;

const MOST_REPEATS = 10;
const DEFAULT_TIMEOUT = 5;
const DEFAULT_RECORDING = 3_600;

/** The verbs of the document fetched from `base`. Throws MalformedXmlError. */
export function readTwiml(source: string, base: string): readonly Verb[] {
  const root = parseXml(source);
  if (root.name !== 'Response') throw new MalformedXmlError();
  return elementsOf(root).flatMap((element) => verbsOf(element, base));
}

function verbsOf(element: Element, base: string): readonly Verb[] {
  switch (element.name) {
    case 'Say':
    case 'Play':
    case 'Pause':
      return promptsOf(element, base);
    case 'Gather':
      return [gatherOf(element, base)];
    case 'Redirect':
      return [{ verb: 'redirect', url: resolve(textOf(element), base) }];
    case 'Dial':
      return [dialOf(element, base)];
    case 'Record':
      return [recordOf(element, base)];
    case 'Start':
      return elementsOf(element).map((inner) => transcribeOf(inner, base));
    case 'Stop':
      return [{ verb: 'transcribe', url: null }];
    case 'Hangup':
    case 'Reject':
      return [{ verb: 'hangup' }];
    default:
      return [{ verb: 'other', name: element.name }];
  }
}

function promptsOf(element: Element, base: string): readonly Prompt[] {
  const { name, attributes } = element;
  if (name === 'Pause') return [{ verb: 'pause', seconds: numberOf(attributes.length, 1) }];
  // Zero means for ever.
  const times = Math.min(numberOf(attributes.loop, 1) || MOST_REPEATS, MOST_REPEATS);
  if (name === 'Play') return Array.from({ length: times }, () => ({ verb: 'play', url: resolve(textOf(element), base) }));
  if (name === 'Say') return Array.from({ length: times }, () => ({ verb: 'say', text: textOf(element) }));
  return [];
}

function gatherOf(element: Element, base: string): Gather {
  const { attributes } = element;
  const inputs = (attributes.input ?? 'dtmf').split(/\s+/);
  return {
    verb: 'gather',
    action: resolve(attributes.action ?? '', base),
    hearsSpeech: inputs.includes('speech'),
    hearsKeys: inputs.includes('dtmf'),
    numDigits: attributes.numDigits ? numberOf(attributes.numDigits, 1) : null,
    finishOnKey: attributes.finishOnKey ?? '#',
    timeout: numberOf(attributes.timeout, DEFAULT_TIMEOUT),
    bargeIn: attributes.bargeIn !== 'false',
    actionOnEmptyResult: attributes.actionOnEmptyResult === 'true',
    prompts: elementsOf(element).flatMap((inner) => promptsOf(inner, base)),
  };
}

function dialOf(element: Element, base: string): Dial {
  const [noun] = elementsOf(element);
  const { action, record, recordingStatusCallback } = element.attributes;
  return {
    verb: 'dial',
    action: optional(action, base),
    callee: textOf(element),
    statusUrl: optional(noun?.attributes.statusCallback, base),
    recordingUrl: record?.startsWith('record-') ? optional(recordingStatusCallback, base) : null,
  };
}

function recordOf({ attributes }: Element, base: string): Recording {
  return {
    verb: 'record',
    action: resolve(attributes.action ?? '', base),
    finishOnKey: attributes.finishOnKey ?? '1234567890*#',
    maxLength: numberOf(attributes.maxLength, DEFAULT_RECORDING),
    beeps: attributes.playBeep !== 'false',
    statusUrl: optional(attributes.recordingStatusCallback, base),
    transcriptUrl: optional(attributes.transcribeCallback, base),
  };
}

function transcribeOf(element: Element, base: string): Verb {
  if (element.name !== 'Transcription') return { verb: 'other', name: element.name };
  return { verb: 'transcribe', url: optional(element.attributes.statusCallbackUrl, base) };
}

function optional(url: string | undefined, base: string): string | null {
  return url ? resolve(url, base) : null;
}

function resolve(url: string, base: string): string {
  try {
    return new URL(url, base).href;
  } catch {
    throw new MalformedXmlError();
  }
}

function numberOf(text: string | undefined, otherwise: number): number {
  const number = Number(text);
  return text !== undefined && text !== '' && Number.isFinite(number) && number >= 0 ? number : otherwise;
}
