import { watch } from 'vue';
import { preference } from './preference';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const theme = preference<Theme>('theme', themes, 'system');

watch(
  theme,
  (chosen) => {
    if (chosen === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
  },
  { immediate: true },
);
