import { ApiError, asProblem } from '@/api/problem';
import type { UploadPart } from '@/api/types';

/** A connection over which nothing has gone for so long is dead, though nobody has said so. */
const SILENCE_MS = 60_000;

/** Sends one part to where the server said. XHR, since fetch tells nothing about how far an upload is. */
export function putPart(
  part: UploadPart,
  bytes: Blob,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    let silence: ReturnType<typeof setTimeout>;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(abort, SILENCE_MS);
    };
    signal.addEventListener('abort', abort);
    request.open(part.method, sameOrigin(part.url));
    for (const [name, value] of Object.entries(part.headers)) {
      if (!FIXED_BY_BROWSER.has(name.toLowerCase())) request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => {
      heard();
      onProgress(Math.min(event.loaded, part.size));
    };
    request.onabort = () => reject(signal.aborted ? (signal.reason as Error) : ApiError.offline());
    request.onerror = () => reject(ApiError.offline());
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new ApiError(asProblem(parse(request.responseText), request.status)));
    };
    request.onloadend = () => {
      clearTimeout(silence);
      signal.removeEventListener('abort', abort);
    };
    heard();
    request.send(bytes);
  });
}

const FIXED_BY_BROWSER = new Set(['content-length', 'host']);

/** The file store's own addresses are of this origin, whatever the name under which the server knows itself. */
export function sameOrigin(url: string): string {
  const { pathname, search } = new URL(url, location.origin);
  return pathname.startsWith('/api/store/') ? pathname + search : url;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
