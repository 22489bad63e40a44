import { useQuery } from '@tanstack/vue-query';
import { computed, ref } from 'vue';
import { answer, api } from '@/api/client';
import { keys, queryClient } from '@/api/queries';
import type { Move } from '@/api/types';
import { useToasts } from '@/lib/toasts';

const SHOWN = 30;
const DISMISSED = 'docuvault.moves.dismissed';

/** The moves that are under way, and those that have ended until they are dismissed in this browser. */
export function useMoves() {
  const toasts = useToasts();
  const dismissed = ref(new Set(stored()));
  const { data } = useQuery({
    queryKey: keys.moves,
    queryFn: () => answer(api.GET('/api/moves', { params: { query: { limit: SHOWN } } })),
  });
  const moves = computed(() =>
    (data.value?.items ?? []).filter((move) => move.state === 'running' || !dismissed.value.has(move.id)),
  );

  function dismiss(move: Move): void {
    const listed = new Set(data.value?.items.map(({ id }) => id));
    dismissed.value = new Set([...dismissed.value, move.id].filter((id) => listed.has(id)));
    localStorage.setItem(DISMISSED, JSON.stringify([...dismissed.value]));
  }

  async function command(move: Move, what: 'stop' | 'retry'): Promise<void> {
    try {
      const options = { params: { path: { id: move.id } } };
      await answer(
        what === 'stop'
          ? api.POST('/api/moves/{id}/stop', options)
          : api.POST('/api/moves/{id}/retry', options),
      );
    } catch (error) {
      toasts.showError(error);
    }
    await queryClient.invalidateQueries({ queryKey: keys.moves });
  }

  return {
    moves,
    dismiss,
    stop: (move: Move) => command(move, 'stop'),
    retry: (move: Move) => command(move, 'retry'),
  };
}

function stored(): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(DISMISSED) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
