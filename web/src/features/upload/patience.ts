import { ApiError } from '@/api/problem';

/** Waits `milliseconds`, or until the browser is online again if that comes first. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => () => {
      clearTimeout(timer);
      removeEventListener('online', wake);
      signal.removeEventListener('abort', abort);
      settle();
    };
    const wake = finish(resolve);
    const abort = finish(() => reject(signal.reason as Error));
    const timer = setTimeout(wake, milliseconds);
    addEventListener('online', wake);
    signal.addEventListener('abort', abort);
  });
}

/** Grows with each try, with a little chance in it so that many do not come back at the same moment. */
export function backOff(attempt: number): number {
  return Math.min(15_000, 500 * 2 ** attempt) * (0.75 + Math.random() / 2);
}

/** What goes wrong although the server can be reached is tried so many times in a row. */
const TRIES = 6;

export interface Circumstances {
  signal: AbortSignal;
  /** Whether the server itself answers; asked where a request has come to nothing. */
  reachable: () => Promise<boolean>;
  /** Told before each wait, and `going` once it has worked. */
  tell: (how: 'offline' | 'retrying' | 'going') => void;
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Tries again what may pass: without a connection for as long as it takes, else a few times. A request that comes to
 * nothing while the server answers others is not for want of a connection: something in between refuses it, such as a
 * store that does not expect this origin, and `blocked` says so.
 */
export async function persist<T>(
  work: () => Promise<T>,
  { signal, reachable, tell, wait = pause }: Circumstances,
): Promise<T> {
  for (let attempt = 0, failures = 0; ; attempt++) {
    try {
      const result = await work();
      if (attempt > 0) tell('going');
      return result;
    } catch (error) {
      signal.throwIfAborted();
      const lost = error instanceof ApiError && error.status === 0 && error.code === 'offline';
      const offline = lost && !(navigator.onLine && (await reachable()));
      signal.throwIfAborted();
      if (!offline) {
        if (!lost && !isTransient(error)) throw error;
        if (++failures >= TRIES) throw lost ? new ApiError({ status: 0, code: 'blocked' }) : error;
      }
      tell(offline ? 'offline' : 'retrying');
      await wait(backOff(attempt), signal);
    }
  }
}

function isTransient(error: unknown): boolean {
  // A full store does not empty itself.
  if (!(error instanceof ApiError) || error.code === 'storage_full') return false;
  return error.status >= 500 || error.status === 429 || error.status === 408;
}
