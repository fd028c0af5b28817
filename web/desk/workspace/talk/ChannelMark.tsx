import type { Channel, Message } from '../../wire';
import { meansOf } from './means';
import styles from './talk.module.css';

interface Props {
  readonly message: Message;
  /** The contact's own. */
  readonly channel: Channel | null;
}

/** How this message came, where that does not go without saying. */
export function ChannelMark({ message, channel }: Props) {
  const means = meansOf(message, channel);
  return means && <span className={styles.means} data-testid="message-channel">{means}</span>;
}
