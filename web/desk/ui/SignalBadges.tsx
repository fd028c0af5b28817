/** Small badges: how the customer seems to be. Nothing where nothing was noticed. */
import { Badge } from '@mantine/core';
import type { Signal } from '../wire';
import { inOrder, signalColor, signalLabel } from './signals';

export function SignalBadges({ signals }: { readonly signals: readonly Signal[] | null | undefined }) {
  return inOrder(signals ?? []).map((signal) => (
    <Badge key={signal} size="sm" variant="light" color={signalColor(signal)} tt="none" style={{ flexShrink: 0 }} data-testid="signal" data-signal={signal}>
      {signalLabel(signal)}
    </Badge>
  ));
}
