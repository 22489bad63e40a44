import { onScopeDispose } from 'vue';
import { answer, api } from '@/api/client';
import { onLive } from '@/api/events';
import { ApiError } from '@/api/problem';
import type { DocumentSummary } from '@/api/types';
import { knownRow, patchRows, refreshLists, removeRows } from './cache';

/** Events come in bursts; rows are fetched again at most this often, and this many one by one. */
const GATHER_MS = 500;
const ONE_BY_ONE = 12;

/** Keeps the rows of lists true to the server: the step at once, the rest a moment later. */
export function useLiveRows(): void {
  const changed = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const off = [
    onLive('document', ({ id, status, step }) => {
      patchRows([id], (row) => ({ ...row, status, step }) as DocumentSummary);
      changed.add(id);
      timer ??= setTimeout(() => {
        timer = undefined;
        const ids = [...changed];
        changed.clear();
        void catchUp(ids);
      }, GATHER_MS);
    }),
    onLive('documents', refreshLists),
    onLive('connected', refreshLists),
  ];
  onScopeDispose(() => {
    for (const remove of off) remove();
    clearTimeout(timer);
  });
}

async function catchUp(ids: string[]): Promise<void> {
  const known = ids.filter((id) => knownRow(id));
  if (known.length < ids.length || known.length > ONE_BY_ONE) refreshLists();
  if (known.length <= ONE_BY_ONE) await Promise.all(known.map(reload));
}

async function reload(id: string): Promise<void> {
  try {
    const document = await answer(api.GET('/api/documents/{id}', { params: { path: { id } } }));
    const listed = knownRow(id);
    if (listed && Boolean(listed.trashedAt) !== Boolean(document.trashedAt)) removeRows([id]);
    else patchRows([id], () => document);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') removeRows([id]);
  }
}
