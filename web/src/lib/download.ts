import { answer, api } from '@/api/client';

/** Hands the file to the browser's own download, by an address that is signed for a short while. */
export async function download(id: string, name: string): Promise<void> {
  const { url } = await answer(api.GET('/api/documents/{id}/link', { params: { path: { id } } }));
  downloadFrom(url, name);
}

/** The same of an address that is signed already. */
export function downloadFrom(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = ownPath(url) ?? url;
  link.download = name;
  link.click();
}

/** Our own store is reached the way this page was, also behind a proxy; other stores by the address given. */
function ownPath(url: string): string | null {
  const { pathname, search } = new URL(url, location.origin);
  return pathname.startsWith('/api/') ? pathname + search : null;
}
