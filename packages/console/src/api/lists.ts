/** Lists come a page at a time; the next is fetched when it is needed. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { get, type Parameters, type Shape } from './client.js';

interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
  readonly partial?: string | undefined;
}

export interface List<T> {
  readonly rows: readonly T[];
  readonly loading: boolean;
  readonly error: Error | null;
  readonly more: boolean;
  readonly loadMore: () => void;
  /** The server's own words when the list is not the whole. */
  readonly partial: string | undefined;
}

/** Rows asked for at a time. */
const ROWS = 200;

export function useList<T>(shape: Shape<Page<T>>, path: string, parameters: Parameters = {}, limit = ROWS): List<T> {
  const query = useInfiniteQuery({
    queryKey: ['list', path, parameters, limit],
    queryFn: ({ pageParam, signal }) => get(shape, path, { ...parameters, limit, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  const pages = query.data?.pages ?? [];
  return {
    rows: pages.flatMap((page) => page.items),
    loading: query.isPending,
    error: query.error,
    more: query.hasNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage && !query.isError) void query.fetchNextPage();
    },
    partial: pages.map((page) => page.partial).find((partial) => partial !== undefined),
  };
}
