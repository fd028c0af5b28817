import { Text } from '@mantine/core';
import { Tag } from '../contacts/Tag';
import type { Tone } from '../contacts/Tag';
import { durationText } from '../contacts/times';
import { waitTone } from './waits';
import type { WaitTone } from './waits';

interface WaitBadgeProps {
  readonly seconds: number;
  readonly waiting: number;
  readonly serviceLevel?: number;
}

const TONES: Readonly<Record<WaitTone, Tone>> = { none: 'neutral', within: 'good', near: 'warn', over: 'alarm' };
/** The colour alone says nothing to somebody who does not see it. */
const WORDS: Readonly<Record<WaitTone, string>> = { none: '', within: '', near: 'まもなく超過', over: '目標超過' };

export function WaitBadge({ seconds, waiting, serviceLevel }: WaitBadgeProps) {
  const tone = waitTone(seconds, waiting, serviceLevel);
  if (tone === 'none') return <Text size="sm">－</Text>;
  return (
    <Tag tone={TONES[tone]} title={WORDS[tone] || undefined}>
      {durationText(seconds)}
      {WORDS[tone] && <span className="unseen">（{WORDS[tone]}）</span>}
    </Tag>
  );
}
