import { ApiError } from '@/api/problem';
import type { Connection, MoveFailure } from '@/api/types';
import { i18n } from '@/lib/i18n';
import { describe } from '@/lib/toasts';

/** The fields of the form that a reason is about. */
const fields: Record<string, 'url' | 'username' | 'password' | 'folder'> = {
  address_forbidden: 'url',
  address_unknown: 'url',
  unreachable: 'url',
  certificate: 'url',
  not_webdav: 'url',
  redirected: 'url',
  timeout: 'url',
  sign_in_refused: 'password',
  folder_forbidden: 'folder',
};

/** Why a storage did not work, in the user's words; null where the code is none that is known here. */
export function reasonText(code: string | null | undefined): string | null {
  const { t, te } = i18n.global;
  const key = `storage.reason.${code}`;
  return code && te(key) ? t(key) : null;
}

/** The field that a reason is to be shown at, or null where it is about none. */
export function fieldOf(code: string | null | undefined) {
  return (code && fields[code]) || null;
}

/** The code that says why a connection was refused, of an answer that says so. */
export function reasonOf(problem: unknown): string | null {
  const reason = problem instanceof ApiError ? problem.problem.reason : null;
  return typeof reason === 'string' ? reason : null;
}

export function describeReason(problem: unknown): string {
  return reasonText(reasonOf(problem)) ?? describe(problem);
}

export const healthTones = { ok: 'bg-success', reconnect: 'bg-warning', unreachable: 'bg-danger' } as const;

/** In words how a connection does, where something is wrong with why. */
export function healthText({ state, reasonCode, checkedAt }: Connection): string {
  const { t } = i18n.global;
  if (state === 'ok') return checkedAt ? t('storage.health.ok') : t('storage.health.unknown');
  return reasonText(reasonCode) ?? t(`storage.health.${state}`);
}

/** A code of the server in the user's words; null where there are none for it. */
export function codeText(code: string): string | null {
  const { t, te } = i18n.global;
  return reasonText(code) ?? (te(`errors.${code}`) ? t(`errors.${code}`) : null);
}

/** Why one document was not moved. */
export function failureText({ code, reason }: MoveFailure): string {
  return codeText(code) ?? reason;
}
