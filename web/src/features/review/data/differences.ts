import { useInfiniteQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { keys } from '@/api/queries';
import { calls } from './calls';

const PAGE = 50;

/** The documents that would get other topics. */
export function useDifferences(id: () => string, enabled: () => boolean) {
  const query = useInfiniteQuery({
    queryKey: computed(() => [...keys.reclassifications, 'differences', id()]),
    queryFn: ({ pageParam }) =>
      calls.differences(id(), { limit: PAGE, ...(pageParam ? { after: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    enabled: computed(enabled),
  });
  const differences = computed(() => query.data.value?.pages.flatMap(({ items }) => items) ?? []);
  return { ...query, differences };
}
