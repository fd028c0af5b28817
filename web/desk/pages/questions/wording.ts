/** The words of the editors' list. Pure. */
import { channelLabel } from '../../ui/labels';
import type { Agent } from '../../wire';
import type { EditorsQuestion } from './wire';

export const KIND_LABELS = { unanswered: '回答なし', down_voted: '役に立たなかった' } as const;

/** One of a later version is shown by its code. */
export const kindLabel = (kind: string): string => KIND_LABELS[kind as keyof typeof KIND_LABELS] ?? kind;

export const channelsText = (channels: readonly string[]): string => channels.map(channelLabel).join('、') || '－';

/** What the article is to the question: the answer that did not help, or merely the nearest there was. */
export function articleText({ article_id, article_title }: Pick<EditorsQuestion, 'article_id' | 'article_title'>): string {
  return article_title || article_id || '－';
}

/** Staff are known by id; whoever worked on the command line left a name. */
export const byText = (agents: readonly Agent[], by: string | null | undefined): string =>
  by ? (agents.find((agent) => agent.agent_id === by)?.name ?? (ID.test(by) ? '職員' : by)) : '－';

const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

export function emptyText(isDone: boolean, kind: string): string {
  const what = kind ? `「${kindLabel(kind)}」のご質問` : 'ご質問';
  return isDone ? `済みの${what}はありません。` : `対応が必要な${what}はありません。`;
}
