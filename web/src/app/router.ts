import { nextTick, watch } from 'vue';
import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type RouteRecordRaw,
  type Router,
} from 'vue-router';
import { answer, api } from '@/api/client';
import { keys, queryClient } from '@/api/queries';
import { currentLanguage, i18n, useAllMessages } from '@/lib/i18n';
import { useSession } from '@/lib/session';
import NotFoundPage from './NotFoundPage.vue';
import OfflinePage from './OfflinePage.vue';

declare module 'vue-router' {
  interface RouteMeta {
    /** Message key of the page's title. */
    title?: string;
    /** Can be seen without a session, outside the shell. */
    public?: boolean;
    /** Needs a session but stands outside the shell. */
    bare?: boolean;
    /** Only makes sense without a session: who has one goes on to where they wanted to, else to `then`. */
    signedOutOnly?: boolean;
    then?: string;
    /** Exists for administrators only. */
    administrator?: boolean;
  }
}

const features = import.meta.glob<{ default: RouteRecordRaw[] }>('../features/*/routes.ts', { eager: true });
const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/documents' },
  ...Object.values(features).flatMap((feature) => feature.default),
  {
    path: '/offline',
    name: 'offline',
    component: OfflinePage,
    meta: { title: 'offline.title', public: true },
  },
  { path: '/:path(.*)*', name: 'not-found', component: NotFoundPage, meta: { title: 'notFound.title' } },
];

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash, top: 80 } : { top: 0 }),
  });
  const session = useSession();
  let restored = false;

  router.beforeEach(async (to) => {
    if (to.name === 'offline') return true;
    if (!restored) {
      try {
        await session.restore();
      } catch {
        return { name: 'offline', query: { next: to.fullPath } };
      }
      restored = true;
    }
    if (session.signedIn) await useAllMessages();
    return await admit(to, session);
  });

  router.afterEach((to, from) => {
    showTitle(to);
    if (from.matched.length > 0 && to.path !== from.path) void nextTick(focusHeading);
  });
  watch(i18n.global.locale, () => showTitle(router.currentRoute.value));

  // The session may end in another tab or while a page is open. Who signs out is done with the page they were on, and
  // whoever signs in next may be somebody else.
  watch(
    () => session.signedIn,
    (signedIn) => {
      const route = router.currentRoute.value;
      const query = session.ending === 'befell' ? next(route) : {};
      if (!signedIn && !route.meta.public) void router.push({ name: 'sign-in', query });
      if (signedIn && route.meta.signedOutOnly) void router.push(target(route));
    },
  );
  watch(
    () => session.administrator,
    (administrator) => {
      const route = router.currentRoute.value;
      if (session.signedIn && !administrator && route.meta.administrator) void router.replace(missing(route));
    },
  );
  return router;
}

async function admit(to: RouteLocationNormalized, session: ReturnType<typeof useSession>) {
  if (session.signedIn) {
    if (to.meta.administrator && !session.administrator) return missing(to);
    return to.meta.signedOutOnly ? target(to) : true;
  }
  if (await administratorNeeded()) return to.name === 'setup' ? true : { name: 'setup' };
  if (to.name === 'setup') return { name: 'sign-in' };
  return to.meta.public ? true : { name: 'sign-in', query: next(to) };
}

/** Where the server can't say, the sign-in page can: it shows what is wrong. */
async function administratorNeeded(): Promise<boolean> {
  try {
    const state = await queryClient.ensureQueryData({
      queryKey: keys.setup,
      queryFn: () => answer(api.GET('/api/setup')),
    });
    return state.administratorNeeded;
  } catch {
    return false;
  }
}

/** The not-found page, at the address that was asked for. */
function missing({ path, query, hash }: RouteLocationNormalized) {
  return { name: 'not-found', params: { path: path.slice(1).split('/') }, query, hash };
}

function next(from: RouteLocationNormalized): Record<string, string> {
  return from.fullPath === '/documents' ? {} : { next: from.fullPath };
}

/** Only a path of this application is followed, never another host. */
function target(route: RouteLocationNormalized): string {
  const wanted = route.query.next;
  const safe = typeof wanted === 'string' && /^\/(?![/\\])/.test(wanted);
  return safe ? wanted : (route.meta.then ?? '/documents');
}

function showTitle(route: RouteLocationNormalized): void {
  const { t } = i18n.global;
  document.title = route.meta.title ? `${t(route.meta.title)} · DocuVault` : 'DocuVault';
  document.documentElement.lang = currentLanguage();
}

/** Tells screen readers that the page has changed, and puts the keyboard at its beginning. */
function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}
