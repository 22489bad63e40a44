import { useInfiniteQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { keys } from '@/api/queries';
import { calls } from './calls';

const PAGE = 30;

/** New topics that models would make, those with most documents first. */
export function useProposals() {
  const query = useInfiniteQuery({
    queryKey: [...keys.proposals, 'open'],
    queryFn: ({ pageParam }) => calls.proposals({ limit: PAGE, ...(pageParam ? { after: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
  const proposals = computed(() => query.data.value?.pages.flatMap(({ items }) => items) ?? []);
  return { ...query, proposals };
}
