/** The editors' questions as the staff API answers them. */
import type { Maybe } from '../../wire';

export type QuestionKind = 'unanswered' | 'down_voted';

/** Equal questions stand together as one; `question_id` is that of any of them. */
export interface EditorsQuestion {
  readonly question_id: string;
  readonly kind: QuestionKind;
  /** Masked before it was stored. */
  readonly text: string;
  readonly article_id?: Maybe<string>;
  readonly article_title?: Maybe<string>;
  readonly count: number;
  readonly first_asked_at: string;
  readonly last_asked_at: string;
  readonly channels: readonly string[];
  readonly dealt_with_at?: Maybe<string>;
  readonly dealt_with_by?: Maybe<string>;
}
