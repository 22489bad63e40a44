import { createI18n } from 'vue-i18n';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** Each language's own name for itself: shown untranslated, so that its speakers find it. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch' };

const files: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('@/i18n/en.json'),
  de: () => import('@/i18n/de.json'),
};
const STORED = 'docuvault.language';

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: false, messages: {} });

/** Loads a language's messages and switches to it. Messages are never evaluated as code, so the strict CSP holds. */
export async function useLanguage(language: Language): Promise<void> {
  const { global } = i18n;
  if (!global.availableLocales.includes(language)) {
    global.setLocaleMessage(language, (await files[language]()).default as never);
  }
  global.locale.value = language as never;
  document.documentElement.lang = language;
  localStorage.setItem(STORED, language);
}

export function currentLanguage(): Language {
  return i18n.global.locale.value as Language;
}

/** The language chosen here before, else the first of the browser's that there is, else English. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(STORED), ...navigator.languages].map((tag) =>
    tag?.slice(0, 2).toLowerCase(),
  );
  return wanted.map((tag) => languages.find((known) => known === tag)).find(Boolean) ?? 'en';
}
