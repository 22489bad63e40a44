import { useI18n } from 'vue-i18n';
import { answer, api } from '@/api/client';
import { ApiError } from '@/api/problem';
import { keys, queryClient } from '@/api/queries';
import type { Document } from '@/api/types';
import { useToasts } from '@/lib/toasts';
import { patchRows, refreshCounts } from '../data/cache';

interface Changes {
  title?: string;
  documentDate?: string | null;
  correspondent?: string | null;
  /** The confirmed ones. */
  topics?: string[];
}

/**
 * Changes to the document that is open. They name the version that was seen, so that nobody overwrites what somebody
 * else has changed in the meantime: then what they wrote is shown, with a message.
 */
export function useDocumentEdit(current: () => Document) {
  const { t } = useI18n();
  const toasts = useToasts();

  async function change(changes: Changes): Promise<boolean> {
    const { id, version } = current();
    const takeBack = patchRows([id], (row) => ({ ...row, ...shown(row.topics, changes) }));
    try {
      const changed = await answer(
        api.PATCH('/api/documents/{id}', {
          params: { path: { id } },
          body: changes,
          headers: { 'If-Match': `"${version}"` },
        }),
      );
      queryClient.setQueryData(keys.document(id), changed);
      patchRows([id], () => changed);
      return true;
    } catch (error) {
      takeBack();
      toasts.showError(error);
      if (error instanceof ApiError && error.code === 'stale') {
        await queryClient.invalidateQueries({ queryKey: keys.document(id) });
      }
      return false;
    } finally {
      refreshCounts();
    }
  }

  function confirmedTopics(): string[] {
    return current()
      .topics.filter(({ state }) => state === 'confirmed')
      .map(({ topicId }) => topicId);
  }

  async function addTopic(id: string): Promise<void> {
    await change({ topics: [...confirmedTopics(), id] });
  }

  async function removeTopic(id: string, name: string): Promise<void> {
    const done = await change({ topics: confirmedTopics().filter((other) => other !== id) });
    if (!done) return;
    toasts.show(t('document.topicRemoved', { topic: name }), {
      action: { label: t('common.undo'), run: () => void addTopic(id) },
    });
  }

  return { change, addTopic, removeTopic };
}

/** What the page shows until the server has answered. */
function shown(topics: Document['topics'], { topics: confirmed, ...rest }: Changes): Partial<Document> {
  if (!confirmed) return rest;
  const before = new Map(topics.map((topic) => [topic.topicId, topic]));
  const kept = confirmed.map((topicId) => ({
    suggestionId: null,
    confidence: null,
    evidence: null,
    provider: null,
    ...before.get(topicId),
    topicId,
    state: 'confirmed' as const,
    decidedBy: before.get(topicId)?.decidedBy ?? ('person' as const),
  }));
  const suggested = topics.filter(
    ({ state, topicId }) => state === 'suggested' && !confirmed.includes(topicId),
  );
  return { ...rest, topics: [...kept, ...suggested] };
}
