import { useI18n } from 'vue-i18n';
import { answer, api } from '@/api/client';
import type { DocumentSummary, DocumentTopic } from '@/api/types';
import { formatNumber } from '@/lib/format';
import { useToasts } from '@/lib/toasts';
import { patchRows, refreshCounts, refreshLists, removeRows } from './cache';

type Action = 'trash' | 'restore' | 'delete' | 'addTopic' | 'removeTopic' | 'reclassify' | 'retry';
const AT_ONCE = 500;

/**
 * Changes to documents from any list: shown at once, taken back with a message when the server refuses, and undone
 * instead of asked about wherever that is possible.
 */
export function useDocumentChanges() {
  const { t } = useI18n();
  const toasts = useToasts();

  async function optimistically<T>(takeBack: () => void, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      takeBack();
      toasts.showError(error);
      return null;
    } finally {
      refreshCounts();
    }
  }

  function counted(key: string, ids: readonly string[]): string {
    return t(key, { count: formatNumber(ids.length) }, ids.length);
  }

  async function trash(ids: string[]): Promise<boolean> {
    const putBack = removeRows(ids);
    const done = await optimistically(putBack, () => bulk('trash', ids));
    if (!done) return false;
    const undo = async () => {
      putBack();
      const restored = await optimistically(
        () => removeRows(ids),
        () => bulk('restore', ids),
      );
      if (restored) refreshLists();
    };
    toasts.show(counted('documents.trashed', ids), {
      action: { label: t('common.undo'), run: () => void undo() },
    });
    return true;
  }

  async function restore(ids: string[]): Promise<void> {
    const done = await optimistically(removeRows(ids), () => bulk('restore', ids));
    if (done) toasts.show(counted('trash.restored', ids), { tone: 'success' });
    refreshLists();
  }

  async function deleteForGood(ids: string[]): Promise<boolean> {
    const done = await optimistically(removeRows(ids), () => bulk('delete', ids));
    if (done) toasts.show(counted('trash.deleted', ids));
    return done !== null;
  }

  async function addTopic(ids: string[], topicId: string, topicName: string): Promise<void> {
    const takeBack = patchRows(ids, (row) => withTopics(row, [...others(row, topicId), confirmed(topicId)]));
    const done = await optimistically(takeBack, () => bulk('addTopic', ids, topicId));
    if (!done) return;
    toasts.show(
      t('documents.topicAdded', { topic: topicName, count: formatNumber(ids.length) }, ids.length),
      {
        action: { label: t('common.undo'), run: () => void removeTopic(done, topicId) },
      },
    );
  }

  async function removeTopic(ids: string[], topicId: string, topicName?: string): Promise<void> {
    const takeBack = patchRows(ids, (row) => withTopics(row, others(row, topicId)));
    const done = await optimistically(takeBack, () => bulk('removeTopic', ids, topicId));
    if (!done) return;
    if (!topicName) return;
    toasts.show(
      t('documents.topicRemoved', { topic: topicName, count: formatNumber(ids.length) }, ids.length),
      {
        action: { label: t('common.undo'), run: () => void addTopic(done, topicId, topicName) },
      },
    );
  }

  /** Reads a document again, or sorts it again. */
  async function again(action: 'retry' | 'reclassify', ids: string[]): Promise<void> {
    const step = action === 'retry' ? 'extract' : 'classify';
    const takeBack = patchRows(ids, (row) => ({ ...row, status: 'processing', step, problem: null }));
    const done = await optimistically(takeBack, () => bulk(action, ids));
    if (done && ids.length > 1) toasts.show(counted(`documents.${action}Started`, done));
  }

  async function accept(row: DocumentSummary, topic: DocumentTopic): Promise<void> {
    if (!topic.suggestionId) return;
    const id = topic.suggestionId;
    const settled: DocumentTopic = { ...topic, state: 'confirmed', suggestionId: null, decidedBy: 'person' };
    const takeBack = patchRows([row.id], (known) =>
      withTopics(
        known,
        known.topics.map((one) => (one.topicId === topic.topicId ? settled : one)),
      ),
    );
    await optimistically(takeBack, () =>
      answer(api.POST('/api/review/{suggestionId}/accept', { params: { path: { suggestionId: id } } })),
    );
  }

  async function reject(row: DocumentSummary, topic: DocumentTopic): Promise<void> {
    if (!topic.suggestionId) return;
    const id = topic.suggestionId;
    const takeBack = patchRows([row.id], (known) => withTopics(known, others(known, topic.topicId)));
    await optimistically(takeBack, async () => {
      await answer(api.POST('/api/review/{suggestionId}/reject', { params: { path: { suggestionId: id } } }));
      return true;
    });
  }

  async function rename(row: DocumentSummary, title: string): Promise<void> {
    const takeBack = patchRows([row.id], (known) => ({ ...known, title }));
    const { id } = row;
    await optimistically(takeBack, () =>
      answer(api.PATCH('/api/documents/{id}', { params: { path: { id } }, body: { title } })),
    );
  }

  return { trash, restore, deleteForGood, addTopic, removeTopic, again, accept, reject, rename };
}

async function bulk(action: Action, ids: readonly string[], topicId?: string): Promise<string[]> {
  const changed: string[] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const body = { ids: ids.slice(start, start + AT_ONCE), action, ...(topicId ? { topicId } : {}) };
    changed.push(...(await answer(api.POST('/api/documents/bulk', { body }))).changed);
  }
  return changed;
}

function others(row: DocumentSummary, topicId: string): DocumentTopic[] {
  return row.topics.filter((topic) => topic.topicId !== topicId);
}

function withTopics(row: DocumentSummary, topics: DocumentTopic[]): DocumentSummary {
  return { ...row, topics };
}

function confirmed(topicId: string): DocumentTopic {
  return {
    topicId,
    state: 'confirmed',
    suggestionId: null,
    confidence: null,
    evidence: null,
    provider: null,
    decidedBy: 'person',
  };
}
