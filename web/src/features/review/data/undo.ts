import { useI18n } from 'vue-i18n';
import type { Batch, UndoneBatch } from '@/api/types';
import { formatNumber } from '@/lib/format';
import { hasCode } from '@/lib/problems';
import { useToasts } from '@/lib/toasts';
import { calls } from './calls';
import { refreshLabels } from './refresh';

/** Puts the labels of a batch back; says so, and how many were left because somebody has decided about them since. */
export function useUndo() {
  const { t } = useI18n();
  const toasts = useToasts();

  async function undo(batch: Pick<Batch, 'id'>): Promise<UndoneBatch | null> {
    try {
      const undone = await calls.undo(batch.id);
      toasts.show(
        undone.skipped > 0
          ? t('review.undone.partly', { skipped: formatNumber(undone.skipped) }, undone.skipped)
          : t('review.undone.all'),
        { tone: 'success' },
      );
      return undone;
    } catch (error) {
      toasts.showError(error);
      return hasCode(error, 'already_undone') ? { batch: batch as Batch, restored: 0, skipped: 0 } : null;
    } finally {
      refreshLabels();
    }
  }

  /** A message about what was done, with the way back. */
  function offer(text: string, batch: Batch): void {
    toasts.show(text, {
      tone: 'success',
      ...(batch.undoable ? { action: { label: t('common.undo'), run: () => void undo(batch) } } : {}),
    });
  }

  return { undo, offer };
}
