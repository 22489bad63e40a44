import { useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { answer, api } from '@/api/client';
import { keys, queryClient } from '@/api/queries';
import type { Job } from '@/api/types';

const PAGE = 40;

/** Which jobs are looked at. */
export type Show = 'all' | 'open' | 'failed';

const states: Record<Show, Job['state'][]> = {
  all: [],
  open: ['running', 'queued'],
  failed: ['failed'],
};

/** One's own background work, the latest first. */
export function useJobs(show: Ref<Show>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => [...keys.jobs, 'list', show.value]),
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/api/jobs', {
          params: {
            query: { state: states[show.value], limit: PAGE, ...(pageParam ? { after: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
  const jobs = computed(() => query.data.value?.pages.flatMap(({ items }) => items) ?? []);
  return { ...query, jobs };
}

export function useJobCounts() {
  return useQuery({
    queryKey: [...keys.jobs, 'counts'],
    queryFn: () => answer(api.GET('/api/jobs/counts')),
  });
}

export async function retry(job: Job): Promise<void> {
  await answer(api.POST('/api/jobs/{id}/retry', { params: { path: { id: job.id } } }));
  await queryClient.invalidateQueries({ queryKey: keys.jobs });
}

export async function cancel(job: Job): Promise<void> {
  await answer(api.POST('/api/jobs/{id}/cancel', { params: { path: { id: job.id } } }));
  await queryClient.invalidateQueries({ queryKey: keys.jobs });
}

/** Until none is left that has failed. Answers how many are tried again. */
export async function retryAll(): Promise<number> {
  let retried = 0;
  let more = true;
  while (more) {
    const some = await answer(api.POST('/api/jobs/retry'));
    retried += some.retried;
    more = some.more;
  }
  await queryClient.invalidateQueries({ queryKey: keys.jobs });
  return retried;
}
