import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { keys } from '@/api/queries';
import { calls } from './calls';

const SHOWN = 20;
const WATCH_MS = 2000;

/** What is being sorted again, and what has been and waits to be looked at. */
export function useReclassifications() {
  const { data } = useQuery({
    queryKey: [...keys.reclassifications, 'list'],
    queryFn: () => calls.reclassifications({ limit: SHOWN }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((each) => each.state === 'running') ? WATCH_MS : false,
  });
  const open = computed(() =>
    (data.value?.items ?? []).filter(({ state }) => state === 'running' || state === 'ready'),
  );
  return { open };
}

export function useReclassification(id: () => string) {
  return useQuery({
    queryKey: computed(() => [...keys.reclassifications, 'one', id()]),
    queryFn: () => calls.reclassification(id()),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? WATCH_MS : false),
  });
}
