/** Small badges: how the customer seems to be. Nothing where nothing was noticed. */
import { Tag } from '../pages/contacts/Tag';
import type { Signal } from '../wire';
import { inOrder, signalLabel, signalTone } from './signals';

export function SignalBadges({ signals }: { readonly signals: readonly Signal[] | null | undefined }) {
  return inOrder(signals ?? []).map((signal) => (
    <span key={signal} data-testid="signal" data-signal={signal}>
      <Tag tone={signalTone(signal)}>{signalLabel(signal)}</Tag>
    </span>
  ));
}
