import { reactive } from 'vue';
import { answer, api } from '@/api/client';
import { onLive } from '@/api/events';
import { ApiError } from '@/api/problem';
import type { DocumentSummary, Upload, UploadPart } from '@/api/types';
import { hashFile, UnreadableFile } from './hashFile';
import { isActive, isFinished, needsAttention, newItem, type UploadItem } from './items';
import { backOff, pause as wait } from './patience';
import { putPart } from './putPart';
import { Semaphore } from './semaphore';

const FILES_AT_ONCE = 4;
const PARTS_AT_ONCE = 4;
const TRIES = 6;

/** All uploads of this tab, and what can be done with them. Lives as long as the session. */
export class UploadEngine {
  readonly items: UploadItem[] = reactive([]);
  private readonly running = new Map<number, AbortController>();
  private readonly hashing = new Semaphore(1);
  private readonly files = new Semaphore(FILES_AT_ONCE);
  private readonly parts = new Semaphore(PARTS_AT_ONCE);
  private readonly off: (() => void)[];
  private lastKey = 0;

  constructor() {
    this.off = [
      onLive('document', (event) => this.follow(event.id, event.status, event.step)),
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
    if (!isActive(item) || item.state === 'finishing') return;
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
        sent: sum(upload.parts.filter((part) => part.arrived)),
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
    const sha256 = (item.sha256 ??= await this.hashing.run(signal, () => {
      item.state = 'checking';
      return hashFile(file, (bytes) => (item.hashed = bytes), signal);
    }));
    item.state = 'waiting';
    await this.files.run(signal, async () => {
      const upload = await this.persist(item, signal, () => this.reserve(item, sha256));
      if (!upload) return;
      await holding(upload.id, async () => {
        await this.send(item, file, upload, signal);
        await this.finish(item, signal);
      });
    });
  }

  private async finish(item: UploadItem, signal: AbortSignal): Promise<void> {
    const id = item.uploadId;
    if (!id) return;
    item.state = 'finishing';
    const body = item.sha256 ? { sha256: item.sha256 } : {};
    const document = await this.persist(item, signal, () => complete(id, body));
    item.documentId = document.id;
    this.follow(document.id, document.status, document.step);
  }

  /** Where to send the parts; null when the content is there already and the user has to decide. */
  private async reserve(item: UploadItem, sha256: string): Promise<Upload | null> {
    item.state = 'checking';
    if (item.uploadId)
      return await answer(api.GET('/api/uploads/{id}', { params: { path: { id: item.uploadId } } }));
    const { name, size, allowDuplicate } = item;
    const mediaType = item.file?.type;
    const body = { name, size, sha256, allowDuplicate, ...(mediaType ? { mediaType } : {}) };
    try {
      const upload = await answer(api.POST('/api/uploads', { body }));
      item.uploadId = upload.id;
      item.documentId = upload.documentId;
      return upload;
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'duplicate')) throw error;
      item.state = 'duplicate';
      item.documentId = typeof error.problem.documentId === 'string' ? error.problem.documentId : null;
      return null;
    }
  }

  private async send(item: UploadItem, file: File, upload: Upload, signal: AbortSignal): Promise<void> {
    const underWay = new Map<number, number>();
    const arrived = sum(upload.parts.filter((part) => part.arrived));
    const progress = (part: UploadPart, sent: number) => {
      if (signal.aborted) return;
      underWay.set(part.number, sent);
      item.sent = arrived + [...underWay.values()].reduce((all, bytes) => all + bytes, 0);
      item.state = 'sending';
    };
    item.sent = arrived;
    item.state = 'sending';
    // When one part fails for good, the others need not go on.
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    const sendPart = async (part: UploadPart) => {
      const bytes = file.slice(part.offset, part.offset + part.size);
      await this.persist(item, either, () =>
        this.parts.run(either, () => putPart(part, bytes, (sent) => progress(part, sent), either)),
      ).catch((error: unknown) => {
        underWay.delete(part.number);
        throw error;
      });
      progress(part, part.size);
    };
    const missing = upload.parts.filter((part) => !part.arrived);
    await Promise.all(missing.map(sendPart)).catch((error: unknown) => {
      failed.abort(error);
      throw error;
    });
  }

  /** Tries again what may pass: without a connection for as long as it takes, a server in trouble a few times. */
  private async persist<T>(item: UploadItem, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const state = item.state;
    for (let attempt = 0, failures = 0; ; attempt++) {
      try {
        const result = await work();
        if (item.state === 'offline') item.state = state;
        return result;
      } catch (error) {
        signal.throwIfAborted();
        const offline = error instanceof ApiError && error.status === 0 && error.code === 'offline';
        if (!offline && (!isTransient(error) || ++failures >= TRIES)) throw error;
        if (offline) item.state = 'offline';
        await wait(backOff(attempt), signal);
      }
    }
  }

  private follow(documentId: string, status: DocumentSummary['status'] | string, step: string | null): void {
    for (const item of this.items) {
      if (item.documentId !== documentId || needsAttention(item)) continue;
      item.status = status as DocumentSummary['status'];
      item.step = step as DocumentSummary['step'];
      if (item.state === 'finishing' || item.state === 'processing') {
        item.state = status === 'processing' ? 'processing' : 'done';
      }
    }
  }

  /** Events may have been missed while the stream was down. */
  private async catchUp(): Promise<void> {
    for (const { documentId } of this.items.filter((item) => item.state === 'processing')) {
      if (!documentId) continue;
      const path = { id: documentId };
      const document = await answer(api.GET('/api/documents/{id}', { params: { path } })).catch(() => null);
      if (document) this.follow(documentId, document.status, document.step);
    }
  }
}

function fail(item: UploadItem, error: unknown): void {
  item.state = 'failed';
  if (error instanceof ApiError) item.failure = { code: error.code, facts: error.problem };
  else item.failure = { code: error instanceof UnreadableFile ? 'unreadable' : 'unknown', facts: {} };
  // An upload that is gone is started anew by the next try.
  if (['upload_expired', 'not_found', 'content_mismatch'].includes(item.failure.code)) {
    item.uploadId = null;
    item.sha256 = null;
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof ApiError && (error.status >= 500 || error.status === 429 || error.status === 408);
}

function isSameFile(item: UploadItem, file: File): boolean {
  return item.name === file.name && item.size === file.size;
}

function sum(parts: UploadPart[]): number {
  return parts.reduce((bytes, part) => bytes + part.size, 0);
}

async function complete(id: string, body: { sha256?: string }) {
  return await answer(api.POST('/api/uploads/{id}/complete', { params: { path: { id } }, body }));
}

async function abandon(id: string): Promise<void> {
  await answer(api.DELETE('/api/uploads/{id}', { params: { path: { id } } })).catch(() => undefined);
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
