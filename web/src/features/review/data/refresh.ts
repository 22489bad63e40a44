import { keys, queryClient } from '@/api/queries';

/** After labels have changed by our own hand: everything that shows them. */
export function refreshLabels(): void {
  for (const queryKey of [keys.documents, keys.search, keys.topics, keys.review, keys.batches])
    void queryClient.invalidateQueries({ queryKey });
  void queryClient.invalidateQueries({ queryKey: keys.documentLists });
}
