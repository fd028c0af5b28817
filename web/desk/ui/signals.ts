/** What was noticed of how the customer speaks, in words and in the order of its weight. Pure. */
import type { Signal } from '../wire';

const LABELS: Readonly<Record<Signal, string>> = {
  harassment: 'カスハラの疑い',
  angry: 'ご立腹',
  needs_care: '配慮が必要',
  plain_japanese: 'やさしい日本語',
};
const COLORS: Readonly<Record<Signal, string>> = { harassment: 'red', angry: 'orange', needs_care: 'teal', plain_japanese: 'blue' };
const ORDER = Object.keys(LABELS) as readonly Signal[];

/** One of a later version is shown by its code. */
export const signalLabel = (signal: string | null | undefined): string => LABELS[signal as Signal] ?? signal ?? '';
export const signalColor = (signal: Signal): string => COLORS[signal] ?? 'gray';

export const inOrder = (signals: readonly Signal[]): readonly Signal[] => [...signals].sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other));
