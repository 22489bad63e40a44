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
