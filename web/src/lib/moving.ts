import { shallowRef } from 'vue';

/** What somebody wants to move, from any page; the dialog asks where to. `from` is a connection or the nil UUID. */
export type MoveWish =
  { documents: readonly { id: string; connectionId: string | null; size: number }[] } | { from: string };

export const moveWish = shallowRef<MoveWish | null>(null);
