import { describe, expect, it } from 'vitest';
import { ApiError } from '@/api/problem';
import type { Upload, UploadPart } from '@/api/types';
import { sendParts, type Put } from './sending';

const SIZE = 10;

function part(number: number, how: Partial<UploadPart> = {}): UploadPart {
  const url = `https://store.example.org/${number}?signed=1`;
  return {
    number,
    method: 'PUT',
    url,
    headers: {},
    offset: (number - 1) * SIZE,
    size: SIZE,
    arrived: false,
    ...how,
  };
}

function upload(parts: UploadPart[]): Upload {
  return { id: 'u', documentId: 'd', parts } as unknown as Upload;
}

/** Sends three parts, the second of which has arrived before. */
async function send(put: (part: UploadPart, times: number) => Promise<void>, fresh = 'signed=2') {
  const tried = new Map<number, number>();
  const bytes: string[] = [];
  const progress: number[] = [];
  let renewals = 0;
  const counting: Put = async (one, blob, onProgress) => {
    const times = (tried.get(one.number) ?? 0) + 1;
    tried.set(one.number, times);
    onProgress(SIZE / 2);
    await put(one, times);
    bytes.push(await blob.text());
  };
  const given = [part(1), part(2, { arrived: true }), part(3)];
  const outcome = await sendParts(new Blob(['aaaaaaaaaabbbbbbbbbbcccccccccc']), upload(given), {
    signal: new AbortController().signal,
    put: counting,
    renew: () => {
      renewals++;
      return Promise.resolve(
        upload(given.map((one) => ({ ...one, url: one.url.replace('signed=1', fresh) }))),
      );
    },
    persist: (work) => work(),
    progress: (sent) => progress.push(sent),
  }).catch((error: unknown) => (error instanceof ApiError ? error.code : error));
  return { outcome, bytes: bytes.sort(), renewals, progress, tried };
}

const expired = () => Promise.reject(new ApiError({ status: 403, code: 'unknown' }));

describe('sending parts', () => {
  it('sends what has not arrived, and counts what has', async () => {
    const { outcome, bytes, progress } = await send(() => Promise.resolve());
    expect(outcome).toBeUndefined();
    expect(bytes).toEqual(['aaaaaaaaaa', 'cccccccccc']);
    expect(progress[0]).toBe(SIZE);
    expect(progress.at(-1)).toBe(3 * SIZE);
  });

  it('asks once for fresh addresses when those it has are no longer good, and goes on', async () => {
    const { outcome, bytes, renewals } = await send((one) =>
      one.url.endsWith('signed=1') ? expired() : Promise.resolve(),
    );
    expect(outcome).toBeUndefined();
    expect(bytes).toEqual(['aaaaaaaaaa', 'cccccccccc']);
    expect(renewals).toBe(1);
  });

  it('gives up on a store that refuses fresh addresses too', async () => {
    const { outcome, tried } = await send(expired, 'signed=1');
    expect(outcome).toBe('store_refused');
    expect(Math.max(...tried.values())).toBe(4);
  });

  it('fails with the reason of the first part that fails for good', async () => {
    const full = () => Promise.reject(new ApiError({ status: 507, code: 'storage_full' }));
    expect((await send((one) => (one.number === 3 ? full() : Promise.resolve()))).outcome).toBe(
      'storage_full',
    );
  });
});
