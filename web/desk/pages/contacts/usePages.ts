/** A list that is read page by page, each page continuing at the cursor of the one before. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { get, messageOf } from '../../api';
import type { Query } from '../../api';
import type { Page } from '../../wire';

const PAGE = 30;

export interface PagedList<Item> {
  readonly items: readonly Item[] | null;
  /** Why there is nothing to show at all. */
  readonly problem: string | null;
  readonly moreProblem: string | null;
  readonly hasMore: boolean;
  readonly isReadingMore: boolean;
  readonly readMore: () => void;
  readonly again: () => void;
}

export function usePages<Item>(path: string, filters: Query, isWanted = true): PagedList<Item> {
  const query = useInfiniteQuery({
    queryKey: ['pages', path, filters],
    queryFn: ({ pageParam, signal }) => get<Page<Item>>(path, { ...filters, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor || undefined,
    enabled: isWanted,
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items) ?? null,
    problem: query.error && !query.data ? messageOf(query.error) : null,
    moreProblem: query.error && query.data ? messageOf(query.error) : null,
    hasMore: query.hasNextPage,
    isReadingMore: query.isFetchingNextPage,
    readMore: () => void query.fetchNextPage(),
    again: () => void query.refetch(),
  };
}
