import { createI18n } from 'vue-i18n';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** Each language's own name for itself: shown untranslated, so that its speakers find it. */
export const languageNames: Record<Language, string> = { en: 'English', de: 'Deutsch' };

type Messages = () => Promise<{ default: object }>;
/** What is said before anybody is signed in, apart from the rest: the sign-in page has little to load. */
const publicMessages: Record<Language, Messages> = {
  en: () => import('@/i18n/en.public.json'),
  de: () => import('@/i18n/de.public.json'),
};
const otherMessages: Record<Language, Messages> = {
  en: () => import('@/i18n/en.json'),
  de: () => import('@/i18n/de.json'),
};
const STORED = 'docuvault.language';

const wanted = [publicMessages];
const loading = new Map<Messages, Promise<void>>();

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: false, messages: {} });

/** Loads a language's messages and switches to it. Messages are never evaluated as code, so the strict CSP holds. */
export async function useLanguage(language: Language): Promise<void> {
  // More may be wanted by the time that these have come: the session is found meanwhile.
  for (let known = 0; known < wanted.length;) {
    known = wanted.length;
    await load(language);
  }
  i18n.global.locale.value = language as never;
  document.documentElement.lang = language;
  localStorage.setItem(STORED, language);
}

/** From now on also what is said to somebody who is signed in. */
export async function useAllMessages(): Promise<void> {
  if (!wanted.includes(otherMessages)) wanted.push(otherMessages);
  await load(currentLanguage());
}

async function load(language: Language): Promise<void> {
  await Promise.all(wanted.map((messages) => loaded(language, messages[language])));
}

function loaded(language: Language, messages: Messages): Promise<void> {
  const started = loading.get(messages);
  if (started) return started;
  const merged = messages().then(({ default: texts }) =>
    i18n.global.mergeLocaleMessage(language, texts as never),
  );
  loading.set(messages, merged);
  // What could not be fetched is tried again the next time.
  merged.catch(() => loading.delete(messages));
  return merged;
}

export function currentLanguage(): Language {
  return i18n.global.locale.value as Language;
}

/** The language chosen here before, else the first of the browser's that there is, else English. */
export function preferredLanguage(): Language {
  const wishes = [localStorage.getItem(STORED), ...navigator.languages].map((tag) =>
    tag?.slice(0, 2).toLowerCase(),
  );
  return wishes.map((tag) => languages.find((known) => known === tag)).find(Boolean) ?? 'en';
}
