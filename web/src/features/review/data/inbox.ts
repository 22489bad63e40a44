import { useInfiniteQuery, type InfiniteData } from '@tanstack/vue-query';
import { computed, reactive, ref, watch } from 'vue';
import { keys, queryClient } from '@/api/queries';
import type { Batch, Decisions, ReviewItem } from '@/api/types';
import { useToasts } from '@/lib/toasts';
import { calls } from './calls';
import { arrange, nextAfter, type Returned } from './queue';
import { refreshLabels } from './refresh';

const PAGE = 30;
const AHEAD = 8;
/** Many decisions follow each other: everything else that shows labels is fetched again when there is a pause. */
const PAUSE_MS = 1200;

export type Outcome = 'accepted' | 'rejected';

/** A decision of this visit, the latest of which can be taken back by a key. */
export interface Decided {
  item: ReviewItem;
  index: number;
  outcome: Outcome;
  /** The topics that it was filed under. */
  topics: string[];
  batch: Promise<Batch | null>;
}

/**
 * The documents that wait for a person, one at a time. A decision shows at once: the next document comes, and the
 * server is told meanwhile. What it refuses comes back with a message.
 */
export function useInbox(topicId: () => string | undefined) {
  const toasts = useToasts();
  const key = computed(() => [...keys.review, 'items', topicId() ?? '']);
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => {
      const topic = topicId();
      return calls.review(
        { limit: PAGE, ...(pageParam ? { after: pageParam } : {}), ...(topic ? { topicId: topic } : {}) },
        signal,
      );
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

  const deciding = reactive(new Set<string>());
  const returned = ref<Returned[]>([]);
  const history = ref<Decided[]>([]);
  const told = computed(() => query.data.value?.pages.flatMap(({ items }) => items) ?? []);
  const items = computed(() => arrange(told.value, deciding, returned.value as Returned[]));
  const currentId = ref<string | null>(null);
  const index = computed(() => items.value.findIndex(({ document }) => document.id === currentId.value));
  const current = computed(() => items.value[index.value]);
  const following = computed(() => items.value[index.value + 1]);
  let place = 0;

  watch(
    items,
    (now) => {
      // What was looked at may have been decided about in another window.
      if (index.value < 0) currentId.value = nextAfter(now, place);
      place = Math.max(index.value, 0);
    },
    { immediate: true, flush: 'sync' },
  );
  watch(index, (now) => (place = Math.max(now, 0)), { flush: 'sync' });
  watch(
    [index, () => items.value.length, query.isFetching],
    () => {
      const near = index.value >= items.value.length - AHEAD;
      if (near && query.hasNextPage.value && !query.isFetching.value) void query.fetchNextPage();
    },
    { immediate: true },
  );

  function go(offset: 1 | -1): boolean {
    const target = items.value[index.value + offset];
    if (target) currentId.value = target.document.id;
    return target !== undefined;
  }

  function decide(outcome: Outcome, decisions: Decisions, topics: string[]): void {
    const item = current.value;
    if (!item) return;
    const at = index.value;
    returned.value = returned.value.filter(({ item: other }) => other.document.id !== item.document.id);
    deciding.add(item.document.id);
    const batch = tell(item, at, decisions);
    history.value = [...history.value, { item, index: at, outcome, topics, batch }];
  }

  async function tell(item: ReviewItem, at: number, decisions: Decisions): Promise<Batch | null> {
    const { id } = item.document;
    try {
      const batch = await calls.decide(decisions);
      await forget(id);
      return batch;
    } catch (error) {
      toasts.showError(error);
      history.value = history.value.filter((each) => each.item !== item);
      place = at;
      currentId.value = id;
      return null;
    } finally {
      deciding.delete(id);
      refreshSoon();
    }
  }

  /** Takes back the latest decision of this visit. */
  async function undo(): Promise<Decided | null> {
    const last = history.value.at(-1);
    if (!last) return null;
    history.value = history.value.slice(0, -1);
    const { item, index: at } = last;
    const { id } = item.document;
    const batch = await last.batch;
    if (!batch) return null;
    const back = { item: item as ReviewItem, index: at };
    returned.value = [...(returned.value as Returned[]), back];
    currentId.value = id;
    try {
      await calls.undo(batch.id);
      await queryClient.invalidateQueries({ queryKey: key.value });
    } catch (error) {
      toasts.showError(error);
    } finally {
      returned.value = returned.value.filter(({ item: other }) => other.document.id !== id);
      refreshSoon();
    }
    return last as Decided;
  }

  /** Out of what the server has told so far: a fetch that is under way may not know of it yet. */
  async function forget(id: string): Promise<void> {
    await queryClient.cancelQueries({ queryKey: key.value });
    queryClient.setQueryData<InfiniteData<{ items: ReviewItem[]; next: string | null }>>(
      key.value,
      (data) =>
        data && {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.filter(({ document }) => document.id !== id),
          })),
        },
    );
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  function refreshSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (deciding.size === 0) refreshLabels();
      else refreshSoon();
    }, PAUSE_MS);
  }

  return {
    items,
    current,
    following,
    index,
    history,
    go,
    decide,
    undo,
    isPending: query.isPending,
    error: query.error,
    refetch: query.refetch,
  };
}
