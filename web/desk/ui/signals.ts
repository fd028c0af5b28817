/** What was noticed of how the customer speaks, in words and in the order of its weight. Pure. */
import type { Tone } from '../pages/contacts/Tag';
import type { Signal } from '../wire';

const LABELS: Readonly<Record<Signal, string>> = {
  harassment: 'カスハラの疑い',
  angry: 'ご立腹',
  needs_care: '配慮が必要',
  plain_japanese: 'やさしい日本語',
};
const TONES: Readonly<Record<Signal, Tone>> = { harassment: 'alarm', angry: 'warn', needs_care: 'good', plain_japanese: 'info' };
const ORDER = Object.keys(LABELS) as readonly Signal[];

/** One of a later version is shown by its code. */
export const signalLabel = (signal: string | null | undefined): string => LABELS[signal as Signal] ?? signal ?? '';
export const signalTone = (signal: Signal): Tone => TONES[signal] ?? 'neutral';

export const inOrder = (signals: readonly Signal[]): readonly Signal[] => [...signals].sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other));
