/** Who is shown as writing. The wire knows no "stopped", so every sign ends by itself. */
import type { AuthorKind, Holding } from './wire';

export interface TypingSign {
  readonly author: 'bot' | 'agent';
  readonly until: number;
}

export type TypingNews =
  | { readonly kind: 'typed'; readonly author: AuthorKind; readonly at: number }
  | { readonly kind: 'said'; readonly author: AuthorKind }
  | { readonly kind: 'held' }
  | { readonly kind: 'elapsed'; readonly at: number }
  | { readonly kind: 'disconnected' };

const SHOWN_MS = { bot: 6_000, agent: 5_000 };

export function nextTyping(sign: TypingSign | null, news: TypingNews, holding: Holding | null): TypingSign | null {
  const kept = sign !== null && mayType(sign.author, holding) ? sign : null;
  switch (news.kind) {
    case 'typed':
      if (!mayType(news.author, holding)) return kept;
      return { author: news.author, until: news.at + SHOWN_MS[news.author] };
    case 'said':
      return news.author === 'customer' ? kept : null;
    case 'held':
      return kept;
    case 'elapsed':
      return kept !== null && kept.until > news.at ? kept : null;
    case 'disconnected':
      return null;
  }
}

/** The bot thinks along even while a person answers; the customer is shown only who will answer. */
function mayType(author: AuthorKind, holding: Holding | null): author is TypingSign['author'] {
  if (author === 'agent') return holding === null || holding.holder === 'agent';
  return author === 'bot' && holding?.holder !== 'agent';
}
