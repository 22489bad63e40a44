import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { answer, api } from '@/api/client';
import { queryClient } from '@/api/queries';
import { changeUser, endSession, onSession, renewedToken, startSession, type Ending } from '@/api/session';
import type { Session, User } from '@/api/types';
import { languages, useLanguage, type Language } from './i18n';
import { useZone } from './zone';

type ProfileChange = { displayName?: string; language?: Language; timeZone?: string };

/** Who is signed in. The token itself stays in `api/session`. */
export const useSession = defineStore('session', () => {
  const user = ref<User | null>(null);
  const signedIn = computed(() => user.value !== null);
  const administrator = computed(() => user.value?.role === 'administrator');
  /** How the last session of this page ended; null while there is one, and where there was none. */
  const ending = ref<Ending | null>(null);

  onSession((changed, how) => {
    ending.value = changed ? null : (how ?? ending.value);
    if (changed?.id !== user.value?.id) queryClient.clear();
    if (changed && changed.language !== user.value?.language) void speak(changed);
    useZone(changed?.timeZone ?? null);
    user.value = changed;
  });

  async function speak(someone: User): Promise<void> {
    const language = languages.find((known) => known === someone.language);
    if (language) await useLanguage(language);
  }

  /** Signs in by the refresh cookie, if there is one. Throws when the server can't be reached. */
  async function restore(): Promise<void> {
    await renewedToken(null);
  }

  function start(session: Session): void {
    startSession(session);
  }

  async function reload(): Promise<void> {
    if (user.value) changeUser(await answer(api.GET('/api/account')));
  }

  async function change(changes: ProfileChange): Promise<void> {
    changeUser(await answer(api.PATCH('/api/account', { body: changes })));
  }

  async function signOut(everywhere = false): Promise<void> {
    await answer(everywhere ? api.POST('/api/auth/logout-all') : api.POST('/api/auth/logout'));
    leave();
  }

  /** The server has ended the session because the person wanted it to. */
  function leave(): void {
    endSession('chosen');
  }

  return { user, signedIn, administrator, ending, restore, start, reload, change, signOut, leave };
});
