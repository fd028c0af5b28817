/** How long somebody has waited, and whether that is still within the queue's service level (サービスレベル). */
import type { Maybe, Queue } from '../../wire';

export type WaitTone = 'none' | 'within' | 'near' | 'over';

export const USUAL_SERVICE_LEVEL_SECONDS = 60;
const NEAR = 0.7;

export function serviceLevelSeconds(
  queue: Partial<Queue> & { readonly service_level_seconds?: Maybe<number> },
): number {
  return queue.service_level_seconds || USUAL_SERVICE_LEVEL_SECONDS;
}

/** The server's figure grows between two messages: it was true at `receivedAt`. */
export function grownWait(seconds: number, waiting: number, receivedAt: number, now: number): number {
  if (waiting === 0) return 0;
  return Math.max(0, Math.floor(seconds + Math.max(0, now - receivedAt) / 1000));
}

export function waitTone(seconds: number, waiting: number, serviceLevel = USUAL_SERVICE_LEVEL_SECONDS): WaitTone {
  if (waiting === 0) return 'none';
  if (seconds > serviceLevel) return 'over';
  return seconds >= serviceLevel * NEAR ? 'near' : 'within';
}

/** The range that the customer was told, in the words of a person. */
export function estimateText(range: Queue['estimated_wait_seconds']): string {
  if (!range) return '－';
  const [low, high] = range;
  if (low < 60) return `${low}秒～${high < 60 ? `${high}秒` : `${Math.ceil(high / 60)}分`}`;
  const [least, most] = [Math.floor(low / 60), Math.ceil(high / 60)];
  return least === most ? `${most}分` : `${least}～${most}分`;
}
