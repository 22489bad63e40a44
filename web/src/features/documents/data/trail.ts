import { computed, type Ref } from 'vue';
import { useRouter, type RouteLocationRaw } from 'vue-router';
import type { DocumentSummary } from '@/api/types';
import { oneOf, readFilters, sorts } from './filters';
import { useDocumentList, useSearchResults } from './lists';

/**
 * The list that a document was opened from, so that one can go on to the next. It is kept in the history's state: it
 * survives a reload, and the document's address stays short.
 */
export function openFrom(id: string, trail: string): RouteLocationRaw {
  return { path: `/documents/${id}`, state: { trail } };
}

export function useTrail(id: () => string) {
  const router = useRouter();
  const trail = readTrail();
  const { path, query } = router.resolve(trail);
  const filters = readFilters(query);
  const searching = path === '/search';
  const q = typeof query.q === 'string' ? query.q : '';
  const sort = oneOf(sorts, query.sort) ?? '-created';

  const list = useDocumentList(
    () => ({ ...filters, sort }),
    () => !searching,
  );
  const results = useSearchResults(
    () => ({ q, ...filters, ...(query.sort === '-date' ? { sort: '-date' } : {}) }),
    () => searching,
  );
  const source = searching ? results : list;
  const rows = source.rows as Ref<DocumentSummary[]>;
  const index = computed(() => rows.value.findIndex((row) => row.id === id()));
  const previous = computed(() => (index.value > 0 ? rows.value[index.value - 1] : undefined));
  const next = computed(() => (index.value >= 0 ? rows.value[index.value + 1] : undefined));

  async function go(offset: 1 | -1): Promise<void> {
    if (offset > 0 && index.value === rows.value.length - 1 && source.hasNextPage.value) {
      await source.fetchNextPage();
    }
    const target = offset > 0 ? next.value : previous.value;
    // The way back leads to the list, not through every document that was looked at.
    if (target) await router.replace(openFrom(target.id, trail));
  }

  const hasNext = computed(
    () => next.value !== undefined || (index.value >= 0 && source.hasNextPage.value === true),
  );
  const hasPrevious = computed(() => previous.value !== undefined);
  return { trail, searching, go, hasNext, hasPrevious, index };
}

function readTrail(): string {
  const stored: unknown = (history.state as { trail?: unknown } | null)?.trail;
  return typeof stored === 'string' && /^\/(documents|search)(\?|$)/.test(stored) ? stored : '/documents';
}
