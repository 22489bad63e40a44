import { onScopeDispose, ref, type Ref } from 'vue';

/** For layouts that differ in what is there, not only in how it looks; everything else is done in CSS. */
export function useMedia(query: string): Ref<boolean> {
  const list = matchMedia(query);
  const matches = ref(list.matches);
  const update = () => (matches.value = list.matches);
  list.addEventListener('change', update);
  onScopeDispose(() => list.removeEventListener('change', update));
  return matches;
}
