import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { keys } from '@/api/queries';
import { calls } from './calls';

/** How much waits for a person, and how many of the suggestions are at least so sure. */
export function useReviewCounts(
  wanted: () => { minConfidence?: number; topicId?: string } = () => ({}),
  enabled: () => boolean = () => true,
) {
  return useQuery({
    queryKey: computed(() => [...keys.review, 'counts', wanted()]),
    queryFn: ({ signal }) => calls.counts(wanted(), signal),
    placeholderData: keepPreviousData,
    enabled: computed(enabled),
  });
}
