/** Named as the API's parameters. */
import type { Query } from '../../api';

export const NO_QUESTION_FILTERS = { kind: '', dealt_with: '' };

export type QuestionFilters = Readonly<typeof NO_QUESTION_FILTERS>;

const KINDS: readonly string[] = ['unanswered', 'down_voted'];

/** What stands in the address may be anything: only what the server knows is asked. */
export function known({ kind, dealt_with }: QuestionFilters): QuestionFilters {
  return { kind: KINDS.includes(kind) ? kind : '', dealt_with: dealt_with === 'true' ? 'true' : '' };
}

export const queryOf = (filters: QuestionFilters, limit: number): Query => ({ ...filters, limit });
