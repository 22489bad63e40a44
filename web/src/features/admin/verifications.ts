import { useQuery } from '@tanstack/vue-query';
import { computed, ref } from 'vue';
import { answer, api } from '@/api/client';
import { keys, queryClient } from '@/api/queries';
import { useToasts } from '@/lib/toasts';

const LOOK_AGAIN_MS = 2_000;

/** What was verified last, looked at again as long as something is under way. */
export function useVerifications() {
  const toasts = useToasts();
  const starting = ref(false);
  const { data, error } = useQuery({
    queryKey: keys.adminVerifications,
    queryFn: () => answer(api.GET('/api/admin/verifications')),
    staleTime: 0,
    refetchInterval: (query) =>
      query.state.data?.some(({ state }) => state === 'waiting' || state === 'running')
        ? LOOK_AGAIN_MS
        : false,
  });
  const underWay = computed(
    () => data.value?.some(({ state }) => state === 'waiting' || state === 'running') ?? false,
  );

  async function start(scope: 'everything' | 'audit', thorough: boolean): Promise<void> {
    starting.value = true;
    try {
      await answer(api.POST('/api/admin/verifications', { body: { scope, thorough } }));
      await queryClient.invalidateQueries({ queryKey: keys.adminVerifications });
    } catch (failure) {
      toasts.showError(failure);
    } finally {
      starting.value = false;
    }
  }

  return { verifications: data, error, underWay, starting, start };
}
