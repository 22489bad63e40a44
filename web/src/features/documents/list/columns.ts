import { onMounted, onUnmounted, computed, ref, type Ref, type ShallowRef } from 'vue';
import type { View } from '../data/filters';

const WIDEST = { small: 176, large: 280 };
const GAP = 14;

/** How many cards fit side by side: one for a list, at least two small ones on the narrowest phone. */
export function useCardColumns(frame: Readonly<ShallowRef<HTMLElement | null>>, view: Ref<View>) {
  const width = ref(0);
  const observer = new ResizeObserver(([entry]) => (width.value = entry?.contentRect.width ?? 0));
  onMounted(() => {
    if (!frame.value) return;
    width.value = frame.value.clientWidth;
    observer.observe(frame.value);
  });
  onUnmounted(() => observer.disconnect());

  return computed(() => {
    if (view.value === 'list') return 1;
    const fitting = Math.floor((width.value + GAP) / (WIDEST[view.value] + GAP));
    return Math.max(view.value === 'small' ? 2 : 1, fitting);
  });
}
