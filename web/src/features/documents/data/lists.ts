import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { answer, api } from '@/api/client';
import { keys } from '@/api/queries';
import type { DocumentSummary } from '@/api/types';
import type { Filters, Sort } from './filters';

const PAGE = 100;
const HITS = 30;

/** Filters as the server takes them: it accepts several types and statuses at once. */
export function inQuery<T extends Filters>({ type, status, ...others }: T) {
  return { ...others, ...(type ? { type: [type] } : {}), ...(status ? { status: [status] } : {}) };
}

/** One document list, fetched page by page from where the last page ended. */
export interface ListQuery {
  rows: Ref<DocumentSummary[]>;
  isPending: Ref<boolean>;
  hasNextPage: Ref<boolean>;
  isFetchingNextPage: Ref<boolean>;
  fetchNextPage: () => Promise<unknown>;
}

export function useDocumentList(
  wanted: () => Filters & { sort?: Sort; trashed?: boolean },
  enabled: () => boolean = () => true,
) {
  const query = useInfiniteQuery({
    queryKey: computed(() => [...keys.documentLists, wanted()]),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/documents', {
          params: {
            query: { ...inQuery(wanted()), limit: PAGE, ...(pageParam ? { after: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    enabled: computed(enabled),
    placeholderData: keepPreviousData,
  });
  const rows = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []);
  return { ...query, rows };
}

export function useSearchResults(
  wanted: () => Filters & { q: string; sort?: string },
  enabled: () => boolean = () => true,
) {
  const query = useInfiniteQuery({
    queryKey: computed(() => [...keys.search, 'results', wanted()]),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/search', {
          params: {
            query: { ...inQuery(wanted()), limit: HITS, ...(pageParam ? { after: pageParam } : {}) },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    enabled: computed(() => enabled() && wanted().q !== ''),
    placeholderData: keepPreviousData,
  });
  const hits = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []);
  const rows = computed(() => hits.value.map((hit) => hit.document));
  const first = computed(() => query.data.value?.pages[0]);
  return { ...query, hits, rows, first };
}

/** How many documents there are of each topic, type and status. */
export function useFacets(
  wanted: () => Filters & { trashed?: boolean },
  enabled: () => boolean = () => true,
) {
  return useQuery({
    queryKey: computed(() => [...keys.documents, 'facets', wanted()]),
    queryFn: ({ signal }) =>
      answer(api.GET('/api/documents/facets', { params: { query: inQuery(wanted()) }, signal })),
    enabled: computed(enabled),
    placeholderData: keepPreviousData,
  });
}
