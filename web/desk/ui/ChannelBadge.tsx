/** By what means the customer is with us, with an icon and in words; the direction where it is known. */
import { channelLabel, directionLabel } from './labels';
import styles from './channel.module.css';

interface Props {
  readonly channel: string;
  readonly direction?: string | null | undefined;
}

/** One stroke each, in a box of 16. */
const ICONS: Readonly<Record<string, string>> = {
  webchat: 'M2.5 3.5h11v7h-6l-3 3v-3h-2z',
  sms: 'M5 1.5h6a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1zM6 5h4M6 7.5h4M7.5 12h1',
  voice: 'M3.2 2.5h2.4l1.2 3-1.6 1.2a8.6 8.6 0 0 0 4.1 4.1l1.2-1.6 3 1.2v2.4a1 1 0 0 1-1 1C6.9 13.8 2.2 9.1 2.2 3.5a1 1 0 0 1 1-1z',
  email: 'M2 3.5h12v9H2zM2 4l6 5 6-5',
};

export function ChannelBadge({ channel, direction }: Props) {
  return (
    <span className={styles.channel} data-channel={channel} data-testid="channel">
      <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round" aria-hidden="true">
        <path d={ICONS[channel] ?? ''} />
      </svg>
      {channelLabel(channel)}
      {direction && <span className={styles.direction}>{directionIn(channel, direction)}</span>}
    </span>
  );
}

/** A telephone call does not arrive like a letter. */
const directionIn = (channel: string, direction: string): string =>
  channel === 'voice' && direction === 'inbound' ? '着信' : directionLabel(direction);
