import { authorized } from '@/api/client';
import { onSession } from '@/api/session';

/**
 * Thumbnails as object URLs, because an `<img>` can't send the access token. The latest ones are kept, so that scrolling
 * back shows them at once; revoking one does not blank an image that has already loaded it.
 */
const KEPT = 400;
const urls = new Map<string, string>();

onSession((user) => {
  if (!user) forgetAll();
});

export async function thumbnail(id: string, signal: AbortSignal): Promise<string | null> {
  const known = urls.get(id);
  if (known) {
    urls.delete(id);
    urls.set(id, known);
    return known;
  }
  const response = await authorized(new Request(`/api/documents/${id}/thumbnail`, { signal }));
  if (!response.ok) return null;
  const url = URL.createObjectURL(await response.blob());
  const twin = urls.get(id);
  if (twin) URL.revokeObjectURL(twin);
  urls.set(id, url);
  const oldest = urls.keys().next().value;
  if (urls.size > KEPT && oldest !== undefined) forget(oldest);
  return url;
}

export function knownThumbnail(id: string): string | null {
  return urls.get(id) ?? null;
}

function forget(id: string): void {
  URL.revokeObjectURL(urls.get(id) ?? '');
  urls.delete(id);
}

function forgetAll(): void {
  for (const id of [...urls.keys()]) forget(id);
}
