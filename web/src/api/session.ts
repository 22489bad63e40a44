import { ApiError } from './problem';
import type { Session, User } from './types';

/**
 * The access token, held in memory only. It is renewed by the refresh cookie at page load, shortly before it expires and
 * after a 401: once for all tabs, because a lock lets one tab at a time refresh and a channel hands the outcome to the
 * others.
 */
type Message =
  { type: 'session'; session: Session } | { type: 'user'; user: User } | { type: 'ended'; ending: Ending };
/** Whether the person ended the session, or it ran out or was ended from elsewhere. */
export type Ending = 'chosen' | 'befell';
type Listener = (user: User | null, ending?: Ending) => void;

const RENEW_BEFORE_EXPIRY_MS = 60_000;
const REFRESHED_AT = 'docuvault.refreshedAt';

let token: string | null = null;
let expiresAt = 0;
let user: User | null = null;
let renewal: ReturnType<typeof setTimeout> | undefined;
let pending: Promise<string | null> | null = null;
const listeners = new Set<Listener>();
const channel = new BroadcastChannel('docuvault.session');

channel.onmessage = (event: MessageEvent<Message>) => {
  switch (event.data.type) {
    case 'session':
      accept(event.data.session);
      break;
    case 'user':
      if (token) announce(event.data.user);
      break;
    case 'ended':
      forget(event.data.ending);
  }
};

export function accessToken(): string | null {
  return token;
}

/** Tells who is signed in, now and at each change: another tab's session may have come before anybody listened. */
export function onSession(listener: Listener): void {
  listeners.add(listener);
  listener(user);
}

/** Takes over a session that login or setup has just returned, in every tab. */
export function startSession(session: Session): void {
  accept(session);
  channel.postMessage({ type: 'session', session } satisfies Message);
}

export function changeUser(changed: User): void {
  announce(changed);
  channel.postMessage({ type: 'user', user: changed } satisfies Message);
}

export function endSession(ending: Ending): void {
  forget(ending);
  channel.postMessage({ type: 'ended', ending } satisfies Message);
}

/**
 * A token other than `stale`, or null when the session has ended. Throws when the server can't be reached: that is no
 * reason to sign anybody out.
 */
export function renewedToken(stale: string | null): Promise<string | null> {
  if (token && token !== stale) return Promise.resolve(token);
  pending ??= renew(stale).finally(() => (pending = null));
  return pending;
}

async function renew(stale: string | null): Promise<string | null> {
  const asked = Date.now();
  return await exclusively(async () => {
    if (refreshedAt() >= asked) await until(() => token !== stale, 500);
    if (token && token !== stale) return token;
    const response = await fetch('/api/auth/refresh', { method: 'POST' }).catch(() => {
      throw ApiError.offline();
    });
    if (response.status === 401) {
      if (user) endSession('befell');
      return null;
    }
    if (!response.ok) throw await ApiError.from(response);
    const session = (await response.json()) as Session;
    localStorage.setItem(REFRESHED_AT, String(Date.now()));
    startSession(session);
    return session.accessToken;
  });
}

/** Locks exist in secure contexts only; elsewhere the server's grace for parallel refreshes has to do. */
async function exclusively<T>(work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return await work();
  return (await navigator.locks.request('docuvault.refresh', work)) as T;
}

function refreshedAt(): number {
  return Number(localStorage.getItem(REFRESHED_AT) ?? 0);
}

async function until(condition: () => boolean, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
}

function accept(session: Session): void {
  token = session.accessToken;
  expiresAt = Date.now() + session.expiresIn * 1000;
  clearTimeout(renewal);
  const delay = Math.max(expiresAt - Date.now() - RENEW_BEFORE_EXPIRY_MS, 1000);
  renewal = setTimeout(() => void renewedToken(token).catch(() => undefined), delay);
  announce(session.user);
}

function forget(ending: Ending): void {
  token = null;
  clearTimeout(renewal);
  announce(null, ending);
}

function announce(changed: User | null, ending?: Ending): void {
  user = changed;
  for (const listener of listeners) listener(user, ending);
}
