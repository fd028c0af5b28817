import { priorityLabel } from '../../ui/labels';
import { Tag } from './Tag';
import type { Tone } from './Tag';

const TONES: Readonly<Record<string, Tone>> = { urgent: 'alarm', high: 'busy' };

/** Only what is not as usual has a colour. */
export function PriorityTag({ priority }: { readonly priority?: string | null | undefined }) {
  if (!priority) return '－';
  return TONES[priority] ? <Tag tone={TONES[priority]}>{priorityLabel(priority)}</Tag> : priorityLabel(priority);
}
