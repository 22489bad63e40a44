import { reactive } from 'vue';
import { answer, api } from '@/api/client';
import { onLive } from '@/api/events';
import { ApiError } from '@/api/problem';
import type { Document, DocumentSummary, Upload } from '@/api/types';
import { SERVER } from '@/lib/storage';
import { hashFile, UnreadableFile } from './hashFile';
import {
  isActive,
  isFinished,
  isOnItsWay,
  needsAttention,
  newItem,
  type UploadItem,
  type UploadState,
} from './items';
import { pause as wait, persist } from './patience';
import { putPart } from './putPart';
import { Semaphore } from './semaphore';
import { bytesOf, sendParts, type Put } from './sending';

const FILES_AT_ONCE = 4;
const PARTS_AT_ONCE = 4;
const VERIFYING_EVERY_MS = 2000;
const RESENDINGS = 2;
const SENT: ReadonlySet<UploadState> = new Set(['finishing', 'verifying', 'processing']);

export interface Surroundings {
  /** Where files go now: a connection, or the nil UUID for the server; null where nobody knows yet. */
  target: () => Promise<string | null>;
  /** Throws where there is no room for so many bytes, as far as is known before asking. */
  requireRoom: (bytes: number) => Promise<void>;
}

/** All uploads of this tab, and what can be done with them. Lives as long as the session. */
export class UploadEngine {
  readonly items: UploadItem[] = reactive([]);
  private readonly running = new Map<number, AbortController>();
  private readonly hashing = new Semaphore(1);
  private readonly files = new Semaphore(FILES_AT_ONCE);
  private readonly parts = new Semaphore(PARTS_AT_ONCE);
  private readonly off: (() => void)[];
  private lastKey = 0;

  constructor(private readonly around: Surroundings) {
    this.off = [
      onLive('document', (event) => this.follow(event.id, event.status, event.step)),
      onLive('job', (job) => {
        if (job.kind === 'move' && job.subjectId && job.state === 'failed')
          this.stayed(job.subjectId, job.error?.code ?? 'unknown');
      }),
      onLive('connected', () => void this.catchUp()),
    ];
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const interrupted = this.items.find((item) => item.state === 'needsFile' && isSameFile(item, file));
      if (interrupted) {
        this.goOnWith(interrupted, file);
      } else {
        this.items.push(newItem(++this.lastKey, file));
        this.start(this.items.at(-1));
      }
    }
  }

  /** For an interrupted upload. False when it is another file. */
  goOnWith(item: UploadItem, file: File): boolean {
    if (!isSameFile(item, file)) return false;
    item.file = file;
    this.start(item);
    return true;
  }

  pause(item: UploadItem): void {
    if (!isActive(item) || item.state === 'finishing' || item.state === 'verifying') return;
    this.running.get(item.key)?.abort();
    item.state = 'paused';
  }

  /** Goes on with what was paused, failed, or is a duplicate that is wanted all the same. */
  resume(item: UploadItem, allowDuplicate = item.allowDuplicate): void {
    if (isActive(item) || isFinished(item) || item.state === 'needsFile') return;
    item.allowDuplicate = allowDuplicate;
    // Interrupted, and since then gone from the server as well: only the file itself helps.
    if (item.file || item.uploadId) this.start(item);
    else item.state = 'needsFile';
  }

  cancel(item: UploadItem): void {
    this.running.get(item.key)?.abort();
    this.remove(item);
    // What can't be told now, the server clears by itself when the upload expires.
    if (item.uploadId && !isFinished(item)) void abandon(item.uploadId);
  }

  remove(item: UploadItem): void {
    const index = this.items.indexOf(item);
    if (index >= 0) this.items.splice(index, 1);
  }

  clearFinished(): void {
    for (const item of this.items.filter(isFinished)) this.remove(item);
  }

  /** Shows what was interrupted by a reload, but not what another tab is sending. */
  async restore(): Promise<void> {
    const [{ items }, elsewhere] = await Promise.all([answer(api.GET('/api/uploads')), heldElsewhere()]);
    for (const upload of items) {
      if (elsewhere.has(lockName(upload.id)) || this.items.some((item) => item.uploadId === upload.id))
        continue;
      const file = new File([], upload.name);
      this.items.push({
        ...newItem(++this.lastKey, file),
        size: upload.size,
        file: null,
        state: 'needsFile',
        uploadId: upload.id,
        documentId: upload.documentId,
        sent: bytesOf(upload.parts.filter((part) => part.arrived)),
      });
      // All was sent before the reload: what is left to do needs no file.
      if (upload.parts.every((part) => part.arrived)) this.start(this.items.at(-1));
    }
  }

  stop(): void {
    for (const controller of this.running.values()) controller.abort();
    for (const off of this.off) off();
    this.items.splice(0);
  }

  private start(item: UploadItem | undefined): void {
    if (!item) return;
    const controller = new AbortController();
    this.running.get(item.key)?.abort();
    this.running.set(item.key, controller);
    item.failure = null;
    item.state = 'waiting';
    void this.run(item, controller.signal)
      .catch((error: unknown) => {
        if (!controller.signal.aborted) fail(item, error);
      })
      .finally(() => {
        if (this.running.get(item.key) === controller) this.running.delete(item.key);
      });
  }

  private async run(item: UploadItem, signal: AbortSignal): Promise<void> {
    const file = item.file;
    if (!file) return await this.finish(item, signal);
    if (file.size === 0) throw new ApiError({ status: 0, code: 'empty' });
    // Reading a large file takes a while: what has no room anyway is told before. What is begun has its room.
    if (!item.uploadId) await this.around.requireRoom(file.size);
    const sha256 = (item.sha256 ??= await this.hashing.run(signal, () => {
      item.state = 'checking';
      return hashFile(file, (bytes) => (item.hashed = bytes), signal);
    }));
    item.state = 'waiting';
    await this.files.run(signal, async () => {
      item.state = 'checking';
      const upload = await this.persist(item, signal, () => this.reserve(item, sha256));
      item.documentId = upload.documentId;
      await holding(upload.id, async () => {
        await this.sendAll(item, file, upload, signal);
      });
    });
  }

  /** What a store has lost again is sent again, but not for ever. */
  private async sendAll(item: UploadItem, file: File, upload: Upload, signal: AbortSignal): Promise<void> {
    let current = upload;
    for (let again = 0; ; again++) {
      await this.send(item, file, current, signal);
      try {
        return await this.finish(item, signal);
      } catch (error) {
        if (!(error instanceof ApiError && error.code === 'upload_incomplete') || again >= RESENDINGS)
          throw error;
        current = await this.persist(item, signal, () => find(upload.id));
      }
    }
  }

  /** Where to send the parts. */
  private async reserve(item: UploadItem, sha256: string): Promise<Upload> {
    if (item.uploadId) return await find(item.uploadId);
    const { name, size, allowDuplicate } = item;
    const mediaType = item.file?.type;
    const target = await this.around.target();
    const body = {
      name,
      size,
      sha256,
      allowDuplicate,
      ...(mediaType ? { mediaType } : {}),
      ...(target ? { connectionId: target } : {}),
    };
    const upload = await answer(api.POST('/api/uploads', { body }));
    item.uploadId = upload.id;
    item.target = target === SERVER ? null : target;
    return upload;
  }

  private async send(item: UploadItem, file: File, upload: Upload, signal: AbortSignal): Promise<void> {
    item.state = 'sending';
    const put: Put = (part, bytes, onProgress, either) =>
      this.parts.run(either, () => putPart(part, bytes, onProgress, either));
    await sendParts(file, upload, {
      signal,
      put,
      renew: () => this.persist(item, signal, () => find(upload.id)),
      persist: (work, either) => this.persist(item, either, work),
      progress: (sent) => {
        if (signal.aborted) return;
        // Bytes that leave are a sign that it goes on again.
        if (sent > item.sent && item.state !== 'sending') item.state = 'sending';
        item.sent = sent;
      },
    });
  }

  /** Lets the server look at what has arrived; it takes its time over large files, and more requests than one. */
  private async finish(item: UploadItem, signal: AbortSignal): Promise<void> {
    const id = item.uploadId;
    if (!id) return;
    item.state = 'finishing';
    const { sha256, allowDuplicate } = item;
    const body = { allowDuplicate, ...(sha256 ? { sha256 } : {}) };
    const document = await this.persist(item, signal, () => complete(id, body));
    if (document) return this.stored(item, document);
    item.state = 'verifying';
    for (;;) {
      await wait(VERIFYING_EVERY_MS, signal);
      const { state, documentId, problem } = await this.persist(item, signal, () => find(id));
      if (state === 'verifying') continue;
      if (state !== 'stored') throw new ApiError({ status: 422, code: 'upload_expired', ...problem });
      return this.stored(item, await this.persist(item, signal, () => findDocument(documentId)));
    }
  }

  private stored(item: UploadItem, document: Document): void {
    item.documentId = document.id;
    item.place = document.connectionId;
    this.follow(document.id, document.status, document.step);
  }

  private persist<T>(item: UploadItem, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const state = item.state === 'offline' || item.state === 'retrying' ? 'sending' : item.state;
    const shown: Record<string, UploadState> = { offline: 'offline', retrying: 'retrying', going: state };
    return persist(work, {
      signal,
      reachable,
      tell: (how) => (item.state = shown[how] ?? state),
    });
  }

  private follow(documentId: string, status: DocumentSummary['status'] | string, step: string | null): void {
    for (const item of this.items) {
      if (item.documentId !== documentId || needsAttention(item)) continue;
      // What an event has told may be newer than the answer that comes after it.
      if (item.state !== 'done') {
        item.status = status as DocumentSummary['status'];
        item.step = step as DocumentSummary['step'];
        if (SENT.has(item.state)) item.state = status === 'processing' ? 'processing' : 'done';
      }
      // An event also tells that a document has moved, though not where to.
      if (isFinished(item) && item.target) void this.lookWhere(item);
    }
  }

  private async lookWhere(item: UploadItem): Promise<void> {
    const document = await findDocument(item.documentId).catch(() => null);
    if (!document) return;
    // Once it has arrived, where it goes from there is no longer a matter of the upload.
    if (item.place === item.target && document.connectionId !== item.target) item.target = null;
    item.place = document.connectionId;
  }

  private stayed(documentId: string, reason: string): void {
    for (const item of this.items) {
      if (item.documentId === documentId && isOnItsWay(item)) item.stayed = reason;
    }
  }

  /** Events may have been missed while the stream was down. */
  private async catchUp(): Promise<void> {
    for (const item of this.items.filter((one) => one.state === 'processing' || isOnItsWay(one))) {
      const document = await findDocument(item.documentId).catch(() => null);
      if (!document) continue;
      item.place = document.connectionId;
      this.follow(document.id, document.status, document.step);
    }
  }
}

function fail(item: UploadItem, error: unknown): void {
  if (error instanceof ApiError && error.code === 'duplicate') {
    // The user decides.
    item.state = 'duplicate';
    item.documentId = typeof error.problem.documentId === 'string' ? error.problem.documentId : null;
    return;
  }
  item.state = 'failed';
  if (error instanceof ApiError) item.failure = { code: error.code, facts: error.problem };
  else item.failure = { code: error instanceof UnreadableFile ? 'unreadable' : 'unknown', facts: {} };
  // An upload that is gone is started anew by the next try.
  if (['upload_expired', 'not_found', 'content_mismatch'].includes(item.failure.code)) {
    item.uploadId = null;
    item.sha256 = null;
  }
}

function isSameFile(item: UploadItem, file: File): boolean {
  return item.name === file.name && item.size === file.size;
}

async function find(id: string): Promise<Upload> {
  return await answer(api.GET('/api/uploads/{id}', { params: { path: { id } } }));
}

async function findDocument(id: string | null): Promise<Document> {
  return await answer(api.GET('/api/documents/{id}', { params: { path: { id: id ?? '' } } }));
}

/** The document, or null while the server is still looking at what has come. */
async function complete(id: string, body: { sha256?: string }): Promise<Document | null> {
  const result = await answer(api.POST('/api/uploads/{id}/complete', { params: { path: { id } }, body }));
  return 'parts' in result ? null : result;
}

async function abandon(id: string): Promise<void> {
  await answer(api.DELETE('/api/uploads/{id}', { params: { path: { id } } })).catch(() => undefined);
}

/** Whether the server answers at all, whatever it says. */
async function reachable(): Promise<boolean> {
  try {
    await fetch('/health', { cache: 'no-store', signal: AbortSignal.timeout(8000) });
    return true;
  } catch {
    return false;
  }
}

function lockName(uploadId: string): string {
  return `docuvault.upload.${uploadId}`;
}

/** Tells other tabs that this one is sending. */
async function holding<T>(uploadId: string, work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return await work();
  return (await navigator.locks.request(lockName(uploadId), work)) as T;
}

async function heldElsewhere(): Promise<Set<string | undefined>> {
  if (!('locks' in navigator)) return new Set();
  const { held } = await navigator.locks.query();
  return new Set(held?.map((lock) => lock.name));
}
