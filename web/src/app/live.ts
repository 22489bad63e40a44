import { onScopeDispose } from 'vue';
import { onLive, startLive, stopLive } from '@/api/events';
import { keys, queryClient } from '@/api/queries';
import { useSession } from '@/lib/session';

/** Events come in bursts while many documents are worked on; lists are fetched again at most this often. */
const GATHER_MS = 400;

/** Keeps the query cache true to the server while somebody is signed in. */
export function useLiveUpdates(): void {
  const session = useSession();
  const stale = new Set<readonly string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function invalidate(...changed: (readonly string[])[]): void {
    for (const key of changed) stale.add(key);
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const queryKey of stale) void queryClient.invalidateQueries({ queryKey });
      stale.clear();
    }, GATHER_MS);
  }

  const off = [
    onLive('document', ({ status }) => {
      invalidate(keys.documents, keys.search, keys.review);
      // A document that has been read may have come into a topic or a storage, and these tell how many they hold.
      if (status !== 'processing') invalidate(keys.topics, keys.connections, keys.aiUsage);
    }),
    onLive('documents', () => {
      invalidate(keys.documents, keys.search, keys.review, keys.topics, keys.batches);
      // A list that is open knows itself which of its pages are worth fetching again.
      void queryClient.invalidateQueries({ queryKey: keys.documentLists, refetchType: 'none' });
    }),
    onLive('proposals', () => invalidate(keys.proposals)),
    onLive('reclassification', () => invalidate(keys.reclassifications)),
    onLive('job', () => invalidate(keys.jobs)),
    onLive('move', ({ state }) => {
      invalidate(keys.moves);
      // What lies where is told once more when all of it has moved.
      if (state !== 'running') invalidate(keys.connections, keys.documents);
    }),
    onLive('topics', () => invalidate(keys.topics, keys.review, keys.proposals, keys.batches)),
    onLive('account', () => void session.reload().catch(() => undefined)),
    onLive('connected', () =>
      invalidate(
        keys.documents,
        keys.topics,
        keys.search,
        keys.review,
        keys.proposals,
        keys.batches,
        keys.reclassifications,
        keys.jobs,
        keys.connections,
        keys.moves,
        keys.ai,
      ),
    ),
  ];
  startLive();
  onScopeDispose(() => {
    for (const remove of off) remove();
    clearTimeout(timer);
    stopLive();
  });
}
