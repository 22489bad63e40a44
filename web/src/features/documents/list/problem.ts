import type { DocumentSummary } from '@/api/types';
import { i18n } from '@/lib/i18n';

/** Why a document is not ready, in the user's words where there are some for the code. */
export function problemText(document: Pick<DocumentSummary, 'problem'>): string | null {
  const { t, te } = i18n.global;
  const { problem } = document;
  if (!problem) return null;
  const key = `documents.problem.${problem.code}`;
  return te(key) ? t(key) : problem.detail;
}
