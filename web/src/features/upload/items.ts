import type { DocumentSummary } from '@/api/types';

export type UploadState =
  /** In line. */
  | 'waiting'
  /** Being hashed, and asked about at the server. */
  | 'checking'
  | 'sending'
  /** No connection; goes on by itself. */
  | 'offline'
  /** The server is there, but something does not go through; tried again a few times. */
  | 'retrying'
  | 'finishing'
  /** All is there, and the server looks whether it is what was announced. */
  | 'verifying'
  /** Sent and stored; the server works on it. */
  | 'processing'
  | 'done'
  | 'paused'
  /** The same content is there already: the user decides. */
  | 'duplicate'
  /** Interrupted by a reload: the file has to be chosen again. */
  | 'needsFile'
  | 'failed';

export interface UploadItem {
  key: number;
  name: string;
  size: number;
  file: File | null;
  state: UploadState;
  /** Bytes hashed, then bytes that have arrived or are under way. */
  hashed: number;
  sent: number;
  /** Known as soon as the server has reserved space for it. */
  uploadId: string | null;
  /** The document that it becomes; of a duplicate, the one that is there. */
  documentId: string | null;
  status: DocumentSummary['status'] | null;
  step: DocumentSummary['step'];
  allowDuplicate: boolean;
  sha256: string | null;
  /** The connection that it is taken to once it is a document; null where it stays on the server. */
  target: string | null;
  /** The connection that its document lies in now. */
  place: string | null;
  /** Why it was not taken to its target. */
  stayed: string | null;
  failure: { code: string; facts: Record<string, unknown> } | null;
}

const ACTIVE: ReadonlySet<UploadState> = new Set([
  'waiting',
  'checking',
  'sending',
  'offline',
  'retrying',
  'finishing',
  'verifying',
]);
const UNDECIDED: ReadonlySet<UploadState> = new Set(['failed', 'duplicate', 'needsFile']);

/** Not a document yet, and on its way to become one. */
export function isActive(item: UploadItem): boolean {
  return ACTIVE.has(item.state);
}

/** Would be interrupted if the page were left now. */
export function needsPage(item: UploadItem): boolean {
  return isActive(item) && item.state !== 'verifying';
}

/** Waits for the user. */
export function needsAttention(item: UploadItem): boolean {
  return UNDECIDED.has(item.state);
}

export function isFinished(item: UploadItem): boolean {
  return item.state === 'done' || item.state === 'processing';
}

/** Whether its document is still to be taken to the storage that was chosen for it. */
export function isOnItsWay(item: UploadItem): boolean {
  return isFinished(item) && item.target !== null && item.place !== item.target && item.stayed === null;
}

/** Failures on top, then what is going on, then what is done; within each, the order in which they came. */
export function inTrayOrder(items: readonly UploadItem[]): UploadItem[] {
  const rank = (item: UploadItem) => (needsAttention(item) ? 0 : isFinished(item) ? 2 : 1);
  return [...items].sort((a, b) => rank(a) - rank(b) || a.key - b.key);
}

export function newItem(key: number, file: File): UploadItem {
  return {
    key,
    name: file.name,
    size: file.size,
    file,
    state: 'waiting',
    hashed: 0,
    sent: 0,
    uploadId: null,
    documentId: null,
    status: null,
    step: null,
    allowDuplicate: false,
    sha256: null,
    target: null,
    place: null,
    stayed: null,
    failure: null,
  };
}
