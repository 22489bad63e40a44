import type { InfiniteData } from '@tanstack/vue-query';
import { keys, queryClient } from '@/api/queries';
import type { Document, DocumentSummary } from '@/api/types';

/** The rows of all lists and search results that are in the cache, changed in place of being fetched again. */
interface Hit {
  document: DocumentSummary;
}
interface ListPage {
  items: (DocumentSummary | Hit)[];
  next: string | null;
}
type List = InfiniteData<ListPage>;
type Change = (row: DocumentSummary) => DocumentSummary;

/** Refetching a list asks for each of its pages in turn; beyond these it waits until the list is opened again. */
const REFETCHED_PAGES = 5;

export function documentOf(entry: DocumentSummary | Hit): DocumentSummary {
  return 'document' in entry ? entry.document : entry;
}

/** Returns what takes the change back. */
export function patchRows(ids: readonly string[], change: Change): () => void {
  const wanted = new Set(ids);
  const before = new Map<string, DocumentSummary>();
  const apply = (how: Change) => {
    mapLists((items) =>
      items.map((entry) => {
        const row = documentOf(entry);
        if (!wanted.has(row.id)) return entry;
        if (!before.has(row.id)) before.set(row.id, row);
        return 'document' in entry ? { ...entry, document: how(row) } : how(row);
      }),
    );
    for (const id of ids) {
      queryClient.setQueryData<Document>(keys.document(id), (document) => {
        if (!document) return document;
        if (!before.has(id)) before.set(id, document);
        return { ...document, ...how(document) };
      });
    }
  };
  apply(change);
  return () => apply((row) => before.get(row.id) ?? row);
}

/** Takes rows out of the lists; returns what puts them back where they were. */
export function removeRows(ids: readonly string[]): () => void {
  const wanted = new Set(ids);
  const removed: { key: readonly unknown[]; page: number; index: number; entry: DocumentSummary | Hit }[] =
    [];
  for (const [key, list] of lists()) {
    list.pages.forEach(({ items }, page) =>
      items.forEach((entry, index) => {
        if (wanted.has(documentOf(entry).id)) removed.push({ key, page, index, entry });
      }),
    );
  }
  mapLists((items) => items.filter((entry) => !wanted.has(documentOf(entry).id)));
  return () => {
    for (const { key, page, index, entry } of removed) {
      queryClient.setQueryData<List>(key, (list) => {
        const { id } = documentOf(entry);
        if (!list || rowsOf(list).some((row) => row.id === id)) return list;
        const pages = list.pages.map((old, number) =>
          number === page ? { ...old, items: old.items.toSpliced(index, 0, entry) } : old,
        );
        return { ...list, pages };
      });
    }
  };
}

export function knownRow(id: string): DocumentSummary | undefined {
  for (const [, list] of lists()) {
    const row = rowsOf(list).find((candidate) => candidate.id === id);
    if (row) return row;
  }
  return undefined;
}

/** Fetches counts again, and those lists that are short enough. */
export function refreshLists(): void {
  refreshCounts();
  void queryClient.invalidateQueries({
    queryKey: keys.documentLists,
    predicate: (query) => ((query.state.data as List | undefined)?.pages.length ?? 0) <= REFETCHED_PAGES,
  });
  void queryClient.invalidateQueries({ queryKey: keys.documentLists, refetchType: 'none' });
}

export function refreshCounts(): void {
  void queryClient.invalidateQueries({ queryKey: [...keys.documents, 'facets'] });
  void queryClient.invalidateQueries({ queryKey: keys.topics });
}

export function rowsOf(list: List): DocumentSummary[] {
  return list.pages.flatMap((page) => page.items.map(documentOf));
}

function lists(): [readonly unknown[], List][] {
  return [keys.documentLists, keys.search]
    .flatMap((queryKey) => queryClient.getQueriesData<List>({ queryKey }))
    .filter((found): found is [readonly unknown[], List] => !!found[1] && 'pages' in found[1]);
}

function mapLists(change: (items: ListPage['items']) => ListPage['items']): void {
  for (const [key, list] of lists()) {
    queryClient.setQueryData<List>(key, {
      ...list,
      pages: list.pages.map((page) => ({ ...page, items: change(page.items) })),
    });
  }
}
