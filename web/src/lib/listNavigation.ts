import { nextTick, ref, watch, type Ref } from 'vue';

/** The highlighted row of a list that is steered from a text field, as the combobox pattern of ARIA has it. */
export function useListNavigation(count: () => number, choose: (index: number) => void) {
  const active: Ref<number> = ref(-1);
  watch(count, () => (active.value = Math.min(active.value, count() - 1)));

  /** True when the key was for the list. */
  function onKey(event: KeyboardEvent): boolean {
    const last = count() - 1;
    if (event.key === 'ArrowDown' && last >= 0) active.value = active.value >= last ? 0 : active.value + 1;
    else if (event.key === 'ArrowUp' && last >= 0) active.value = active.value <= 0 ? last : active.value - 1;
    else if (event.key === 'Enter' && active.value >= 0 && active.value <= last) choose(active.value);
    else return false;
    event.preventDefault();
    void nextTick(() => showActive(event.target));
    return true;
  }

  return { active, onKey };
}

function showActive(field: EventTarget | null): void {
  const row = field instanceof HTMLElement && field.getAttribute('aria-activedescendant');
  if (row) document.getElementById(row)?.scrollIntoView({ block: 'nearest' });
}
