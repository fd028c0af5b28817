/** How a message came. Pure. */
import { channelLabel } from '../../ui/labels';
import type { Message } from '../../wire';

/** Speech and keys are always named; writing only where it came by another way than the contact's own. */
export function meansOf({ channel, dtmf }: Pick<Message, 'channel' | 'dtmf'>, contactChannel: string | null): string | null {
  if (dtmf) return '音声・キー入力';
  if (channel === 'voice') return '音声';
  return !channel || channel === contactChannel ? null : channelLabel(channel);
}
