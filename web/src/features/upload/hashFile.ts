import type { HashAnswer } from './hash.worker';

/** The file can't be read: moved, changed or locked since it was chosen. */
export class UnreadableFile extends Error {}

let idle: Worker | null = null;

/** The file's SHA-256 in hexadecimal, made in a worker so that the page stays quick. */
export function hashFile(
  file: File,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = idle ?? new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
    idle = null;
    const finish = (settle: () => void) => {
      signal.removeEventListener('abort', abort);
      settle();
    };
    const abort = () => {
      worker.terminate();
      finish(() => reject(signal.reason as Error));
    };
    signal.addEventListener('abort', abort);
    worker.onmessage = ({ data }: MessageEvent<HashAnswer>) => {
      if (data.type === 'progress') return onProgress(data.bytes);
      if (idle) worker.terminate();
      else idle = worker;
      finish(() => (data.type === 'done' ? resolve(data.sha256) : reject(new UnreadableFile())));
    };
    worker.onerror = () => {
      worker.terminate();
      finish(() => reject(new UnreadableFile()));
    };
    worker.postMessage(file);
  });
}
