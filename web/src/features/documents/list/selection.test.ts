import { describe, expect, it } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { useSelection } from './selection';

function selectionOf(listed: string[]) {
  const ids = ref(listed);
  const selection = effectScope().run(() => useSelection(() => ids.value)) as ReturnType<typeof useSelection>;
  return { ids, selection, chosen: () => [...selection.selected.value].sort().join('') };
}

describe('a selection', () => {
  it('extends with Shift from the last one chosen, in both directions', () => {
    const { selection, chosen } = selectionOf(['a', 'b', 'c', 'd', 'e']);
    selection.toggle('c');
    selection.toggle('e', true);
    expect(chosen()).toBe('cde');
    selection.toggle('b', true);
    expect(chosen()).toBe('bcde');
  });

  it('gives one up when it is chosen again', () => {
    const { selection, chosen } = selectionOf(['a', 'b']);
    selection.toggle('a');
    selection.toggle('b');
    selection.toggle('a');
    expect(chosen()).toBe('b');
  });

  it('starts a range at the row itself where nothing was chosen before', () => {
    const { selection, chosen } = selectionOf(['a', 'b', 'c']);
    selection.toggle('b', true);
    expect(chosen()).toBe('b');
  });

  it('lets go of what is no longer listed', async () => {
    const { ids, selection, chosen } = selectionOf(['a', 'b', 'c']);
    selection.all();
    ids.value = ['b', 'd'];
    await nextTick();
    expect(chosen()).toBe('b');
  });

  it('says whether some or all are chosen', () => {
    const { selection } = selectionOf(['a', 'b']);
    expect(selection.state.value).toBe(false);
    selection.toggle('a');
    expect(selection.state.value).toBe('indeterminate');
    selection.toggle('b');
    expect(selection.state.value).toBe(true);
  });
});
