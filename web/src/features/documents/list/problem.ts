import type { DocumentSummary } from '@/api/types';
import { i18n } from '@/lib/i18n';

const fileProblems = ['file_missing', 'file_changed', 'file_locked'] as const;

/** What is wrong with the file of a document that has been read, where it lies. */
export function fileProblem(document: Pick<DocumentSummary, 'problem' | 'status'>) {
  if (document.status !== 'ready') return undefined;
  return fileProblems.find((code) => code === document.problem?.code);
}

/** Why a document is not ready, in the user's words where there are some for the code. */
export function problemText(document: Pick<DocumentSummary, 'problem'>): string | null {
  const { t, te } = i18n.global;
  const { problem } = document;
  if (!problem) return null;
  const key = `documents.problem.${problem.code}`;
  return te(key) ? t(key) : problem.detail;
}
