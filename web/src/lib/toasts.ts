import { defineStore } from 'pinia';
import { ref } from 'vue';
import { ApiError } from '@/api/problem';
import { formatDuration } from './format';
import { i18n } from './i18n';

export interface Toast {
  id: number;
  tone: 'neutral' | 'success' | 'danger';
  text: string;
  /** Offered as a button, typically "Undo". */
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 6000;
const SHOWN_WITH_ACTION_MS = 12_000;

export const useToasts = defineStore('toasts', () => {
  const items = ref<Toast[]>([]);
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let last = 0;

  function show(text: string, options: Partial<Omit<Toast, 'id' | 'text'>> = {}): number {
    const toast: Toast = { id: ++last, tone: 'neutral', text, ...options };
    items.value = [...items.value.slice(-3), toast];
    resume(toast.id);
    return toast.id;
  }

  /** For everything that fails outside a form. */
  function showError(error: unknown, action?: Toast['action']): number {
    return show(describe(error), { tone: 'danger', ...(action ? { action } : {}) });
  }

  function dismiss(id: number): void {
    pause(id);
    items.value = items.value.filter((toast) => toast.id !== id);
  }

  function pause(id: number): void {
    clearTimeout(timers.get(id));
    timers.delete(id);
  }

  function resume(id: number): void {
    pause(id);
    const toast = items.value.find((item) => item.id === id);
    if (toast)
      timers.set(
        id,
        setTimeout(() => dismiss(id), toast.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS),
      );
  }

  return { items, show, showError, dismiss, pause, resume };
});

/** An error in the user's words: by its code, never by the server's English sentence. */
export function describe(error: unknown): string {
  const { t, te } = i18n.global;
  const code = error instanceof ApiError ? error.code : 'unknown';
  if (error instanceof ApiError && code === 'rate_limited' && error.retryAfter) {
    return t('errors.rate_limited_for', { time: formatDuration(error.retryAfter) });
  }
  return te(`errors.${code}`) ? t(`errors.${code}`) : t('errors.unknown');
}
