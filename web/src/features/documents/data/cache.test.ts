import { beforeEach, describe, expect, it } from 'vitest';
import { keys, queryClient } from '@/api/queries';
import type { DocumentSummary } from '@/api/types';
import { knownRow, patchRows, removeRows } from './cache';

const LIST = [...keys.documentLists, {}];
const RESULTS = [...keys.search, 'results', {}];

function row(id: string): DocumentSummary {
  return { id, title: `Title of ${id}`, topics: [] } as unknown as DocumentSummary;
}

function titles(): string[] {
  const list = queryClient.getQueryData<{ pages: { items: DocumentSummary[] }[] }>(LIST);
  return (list?.pages ?? []).flatMap(({ items }) => items.map(({ title }) => title));
}

function hits(): string[] {
  const list = queryClient.getQueryData<{ pages: { items: { document: DocumentSummary }[] }[] }>(RESULTS);
  return (list?.pages ?? []).flatMap(({ items }) => items.map(({ document }) => document.id));
}

describe('rows in the cache', () => {
  beforeEach(() => {
    queryClient.clear();
    queryClient.setQueryData(LIST, {
      pages: [
        { items: [row('a'), row('b')], next: '2' },
        { items: [row('c')], next: null },
      ],
      pageParams: ['', '2'],
    });
    queryClient.setQueryData(RESULTS, {
      pages: [
        {
          items: [
            { document: row('b'), passages: [] },
            { document: row('c'), passages: [] },
          ],
          next: null,
        },
      ],
      pageParams: [''],
    });
    queryClient.setQueryData([...keys.search, 'suggest', 'x'], { documents: [], topics: [] });
  });

  it('are changed in every list, and changed back', () => {
    const takeBack = patchRows(['b'], (known) => ({ ...known, title: 'Renamed' }));
    expect(titles()).toEqual(['Title of a', 'Renamed', 'Title of c']);
    takeBack();
    expect(titles()).toEqual(['Title of a', 'Title of b', 'Title of c']);
  });

  it('come back to where they were', () => {
    const putBack = removeRows(['b', 'c']);
    expect(titles()).toEqual(['Title of a']);
    expect(hits()).toEqual([]);
    putBack();
    expect(titles()).toEqual(['Title of a', 'Title of b', 'Title of c']);
    expect(hits()).toEqual(['b', 'c']);
  });

  it('come back only once', () => {
    const putBack = removeRows(['a']);
    putBack();
    putBack();
    expect(titles()).toEqual(['Title of a', 'Title of b', 'Title of c']);
  });

  it('are found by their id, in lists and in results', () => {
    expect(knownRow('c')?.title).toBe('Title of c');
    expect(knownRow('z')).toBeUndefined();
  });

  it('change the open document too, and only what a row holds of it', () => {
    queryClient.setQueryData(keys.document('a'), { ...row('a'), sha256: 'abc' });
    patchRows(['a'], (known) => ({ ...known, title: 'Renamed' }));
    expect(queryClient.getQueryData(keys.document('a'))).toMatchObject({ title: 'Renamed', sha256: 'abc' });
  });
});
