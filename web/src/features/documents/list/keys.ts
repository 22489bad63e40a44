import { useI18n } from 'vue-i18n';
import type { DocumentSummary } from '@/api/types';
import { useShortcuts } from '@/lib/shortcuts';

interface Steered {
  list: () => { focus: (index: number) => Promise<void>; focused: () => number } | null;
  rows: () => readonly DocumentSummary[];
  columns: () => number;
  selected: () => readonly DocumentSummary[];
  toggle: (id: string, range?: boolean) => void;
  clear: () => void;
  rename: (document: DocumentSummary) => void;
  trash: (documents: readonly DocumentSummary[]) => void;
}

/** The keys of a list. They move the browser's own focus, so Enter opens and a screen reader follows. */
export function useListKeys(steered: Steered): void {
  const { t } = useI18n();
  const at = () => steered.list()?.focused() ?? -1;
  const inList = () => at() >= 0;
  const inCards = () => inList() && steered.columns() > 1;
  const current = () => steered.rows()[at()];

  function move(offset: number): void {
    const last = steered.rows().length - 1;
    const from = at();
    const to = from < 0 ? 0 : Math.min(Math.max(from + offset, 0), last);
    void steered.list()?.focus(to);
  }

  function trash(): void {
    const row = current();
    const documents = steered.selected().length > 0 ? steered.selected() : row ? [row] : [];
    if (documents.length > 0) steered.trash(documents);
  }

  useShortcuts([
    { keys: 'j', label: () => t('documents.keys.next'), run: () => move(1) },
    { keys: 'k', label: () => t('documents.keys.previous'), run: () => move(-1) },
    {
      keys: 'ArrowDown',
      label: () => t('documents.keys.next'),
      when: inList,
      run: () => move(steered.columns()),
    },
    {
      keys: 'ArrowUp',
      label: () => t('documents.keys.previous'),
      when: inList,
      run: () => move(-steered.columns()),
    },
    { keys: 'ArrowRight', label: () => t('documents.keys.next'), when: inCards, run: () => move(1) },
    { keys: 'ArrowLeft', label: () => t('documents.keys.previous'), when: inCards, run: () => move(-1) },
    {
      keys: 'x',
      label: () => t('documents.keys.select'),
      run: (event) => {
        const row = current();
        if (row) steered.toggle(row.id, event.shiftKey);
      },
    },
    {
      keys: 'e',
      label: () => t('documents.rename'),
      run: () => {
        const row = current();
        if (row) steered.rename(row);
      },
    },
    { keys: '#', label: () => t('documents.keys.trash'), run: trash },
    { keys: 'Delete', label: () => t('documents.keys.trash'), run: trash },
    {
      keys: 'Escape',
      label: () => t('documents.bulk.clear'),
      when: () => steered.selected().length > 0,
      run: steered.clear,
    },
  ]);
}
