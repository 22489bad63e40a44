import type { RouteLocationNormalized } from 'vue-router';

let taken: string | null = null;

/**
 * Takes the token of a mailed link out of the address before the page is shown, so that it stays neither in the address
 * bar nor in the browser's history.
 */
export function takeResetToken(to: RouteLocationNormalized) {
  const token = new URLSearchParams(to.hash.slice(1)).get('token');
  if (to.hash === '') return true;
  taken = token;
  return { path: to.path, query: to.query, hash: '', replace: true };
}

/** The token, once. */
export function resetToken(): string | null {
  const token = taken;
  taken = null;
  return token;
}
