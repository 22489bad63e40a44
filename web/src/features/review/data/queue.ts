import type { ReviewItem } from '@/api/types';

/** A document that was decided about and is wanted back: shown again before the server has said so. */
export interface Returned {
  item: ReviewItem;
  index: number;
}

/** What waits, as the server last told it, without what has just been decided and with what was just taken back. */
export function arrange(
  told: readonly ReviewItem[],
  decided: ReadonlySet<string>,
  returned: readonly Returned[],
): ReviewItem[] {
  const items = told.filter(({ document }) => !decided.has(document.id));
  for (const { item, index } of returned) {
    if (decided.has(item.document.id) || items.some(({ document }) => document.id === item.document.id))
      continue;
    items.splice(Math.min(index, items.length), 0, item);
  }
  return items;
}

/** The one to go on with when the one at this place is gone: what follows it, or else what comes before. */
export function nextAfter(items: readonly ReviewItem[], index: number): string | null {
  return (items[index] ?? items.at(-1))?.document.id ?? null;
}
