import { ref } from 'vue';
import { authorized } from './client';
import { readEvents } from './sse';
import type { Job, Move } from './types';

/** What the server tells as it happens. `connected` comes after each (re)connect and with each poll: then refetch. */
export interface LiveEvents {
  document: { id: string; status: string; step: string | null };
  /** Many have changed at once. */
  documents: { changed: number };
  job: Job;
  topics: Record<string, never>;
  move: { id: string; moved: number; failed: number; total: number; state: Move['state'] };
  proposals: Record<string, never>;
  reclassification: { id: string };
  account: Record<string, never>;
  connected: Record<string, never>;
}
export type Connection = 'idle' | 'connected' | 'reconnecting' | 'polling';

const POLL_EVERY_MS = 10_000;
const POLL_AFTER_FAILURES = 4;
/** The server sends a comment every few seconds; a stream that is silent for longer is dead. */
const SILENCE_MS = 45_000;

export const connection = ref<Connection>('idle');
const handlers = new Map<string, Set<(payload: never) => void>>();
const channel = new BroadcastChannel('docuvault.events');
let stop: AbortController | null = null;

channel.onmessage = (event: MessageEvent<{ type: string; payload: unknown; connection: Connection }>) => {
  if (!stop) return;
  connection.value = event.data.connection;
  emit(event.data.type, event.data.payload);
};

export function onLive<T extends keyof LiveEvents>(
  type: T,
  handler: (payload: LiveEvents[T]) => void,
): () => void {
  const set = handlers.get(type) ?? new Set();
  handlers.set(type, set.add(handler));
  return () => set.delete(handler);
}

/**
 * Listens until `stopLive`. One tab holds the stream and passes events on to the others: browsers allow six connections
 * to a host, and a stream in each tab would use them up.
 */
export function startLive(): void {
  if (stop) return;
  const controller = (stop = new AbortController());
  const follow = () => followStream(controller.signal);
  if ('locks' in navigator) {
    navigator.locks.request('docuvault.events', { signal: controller.signal }, follow).catch(() => undefined);
  } else {
    void follow();
  }
}

export function stopLive(): void {
  stop?.abort();
  stop = null;
  connection.value = 'idle';
}

async function followStream(signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await readStream(signal, () => (failures = 0));
    } catch {
      // Fall through to the pause: the reason makes no difference to what is done next.
    }
    if (signal.aborted) return;
    failures++;
    const polling = failures > POLL_AFTER_FAILURES;
    tell(polling ? 'connected' : 'reconnecting', {}, polling ? 'polling' : 'reconnecting');
    await pause(polling ? POLL_EVERY_MS : Math.min(500 * 2 ** failures, 8000), signal);
  }
}

async function readStream(signal: AbortSignal, onOpen: () => void): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const request = new Request('/api/events', {
      headers: { Accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    const response = await authorized(request);
    if (!response.ok || !response.body) throw new Error(`events: ${response.status}`);
    onOpen();
    tell('connected', {}, 'connected');
    const alive = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, sink) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), SILENCE_MS);
        sink.enqueue(chunk);
      },
    });
    for await (const event of readEvents(response.body.pipeThrough(alive))) {
      tell(event.type, JSON.parse(event.data), 'connected');
    }
  } finally {
    clearTimeout(timer);
  }
}

function tell(type: string, payload: unknown, state: Connection): void {
  connection.value = state;
  channel.postMessage({ type, payload, connection: state });
  emit(type, payload);
}

function emit(type: string, payload: unknown): void {
  for (const handler of handlers.get(type) ?? []) handler(payload as never);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
