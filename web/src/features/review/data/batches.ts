import { useInfiniteQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { keys } from '@/api/queries';
import { calls } from './calls';

const PAGE = 30;

/** What was done to many labels at once, the latest first. */
export function useBatches() {
  const query = useInfiniteQuery({
    queryKey: keys.batches,
    queryFn: ({ pageParam }) => calls.batches({ limit: PAGE, ...(pageParam ? { after: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
  const batches = computed(() => query.data.value?.pages.flatMap(({ items }) => items) ?? []);
  return { ...query, batches };
}
