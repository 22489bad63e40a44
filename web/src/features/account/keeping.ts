import { onScopeDispose, ref, watch, type Ref } from 'vue';

/**
 * Backup codes are shown once, so a dialog that shows them asks before it closes whether they were kept: by its buttons,
 * by Escape, by a click beside it, and by leaving the page.
 */
export function useKeeping(codes: Ref<string[]>, open: Ref<boolean>) {
  const kept = ref(false);
  const asking = ref(false);
  const atRisk = () => codes.value.length > 0 && !kept.value;

  function close(wanted: boolean, anyway = false): void {
    if (wanted) return;
    if (atRisk() && !anyway) asking.value = true;
    else open.value = false;
  }

  function guard(event: BeforeUnloadEvent): void {
    if (open.value && atRisk()) event.preventDefault();
  }

  watch(open, () => {
    codes.value = [];
    kept.value = asking.value = false;
  });
  watch(kept, () => (asking.value = false));
  addEventListener('beforeunload', guard);
  onScopeDispose(() => removeEventListener('beforeunload', guard));
  return { kept, asking, close };
}
