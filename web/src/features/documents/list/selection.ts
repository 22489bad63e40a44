import { computed, ref, watch } from 'vue';

/** Which rows are chosen. Shift extends from the last one chosen to the next, as file managers do. */
export function useSelection(ids: () => readonly string[]) {
  const selected = ref(new Set<string>());
  let anchor: string | null = null;

  // What is no longer listed can't stay chosen: a bulk action must never touch what nobody sees.
  watch(ids, (listed) => {
    if (selected.value.size === 0) return;
    const present = new Set(listed);
    selected.value = new Set([...selected.value].filter((id) => present.has(id)));
  });

  function toggle(id: string, range = false): void {
    const next = new Set(selected.value);
    const chosen = !next.has(id);
    for (const each of range ? between(anchor, id) : [id]) {
      if (chosen || range) next.add(each);
      else next.delete(each);
    }
    anchor = id;
    selected.value = next;
  }

  function between(from: string | null, to: string): readonly string[] {
    const listed = ids();
    const [start, end] = [listed.indexOf(from ?? to), listed.indexOf(to)].sort((a, b) => a - b);
    return start === undefined || end === undefined || start < 0 ? [to] : listed.slice(start, end + 1);
  }

  function clear(): void {
    selected.value = new Set();
    anchor = null;
  }

  function all(): void {
    selected.value = new Set(ids());
  }

  const state = computed<boolean | 'indeterminate'>(() => {
    if (selected.value.size === 0) return false;
    return selected.value.size === ids().length ? true : 'indeterminate';
  });

  return { selected, toggle, clear, all, state };
}
