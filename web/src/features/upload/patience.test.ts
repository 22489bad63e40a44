import { describe, expect, it } from 'vitest';
import { ApiError } from '@/api/problem';
import { persist } from './patience';

/** Runs `outcomes` one after another, without waiting; answers how it ended and what was told. */
async function run(outcomes: (unknown | 'done')[], reachable = true) {
  const told: string[] = [];
  const left = [...outcomes];
  const result = await persist(
    () => {
      const next = left.shift();
      return next === 'done' ? Promise.resolve('done') : Promise.reject(next as Error);
    },
    {
      signal: new AbortController().signal,
      reachable: () => Promise.resolve(reachable),
      tell: (how) => told.push(how),
      wait: () => Promise.resolve(),
    },
  ).catch((error: unknown) => (error instanceof ApiError ? error.code : error));
  return { result, told, left: left.length };
}

const lost = ApiError.offline();
const busy = new ApiError({ status: 503, code: 'unavailable' });

describe('patience', () => {
  it('waits for a connection for as long as it takes', async () => {
    const { result, told } = await run([...Array<unknown>(40).fill(lost), 'done'], false);
    expect(result).toBe('done');
    expect(told.slice(0, 40).every((how) => how === 'offline')).toBe(true);
    expect(told.at(-1)).toBe('going');
  });

  it('says that something is in the way when requests come to nothing although the server answers', async () => {
    const { result, told, left } = await run(Array<unknown>(10).fill(lost));
    expect(result).toBe('blocked');
    expect(told).not.toContain('offline');
    expect(left).toBe(4);
  });

  it('tries a server in trouble a few times, and then says what the trouble is', async () => {
    expect((await run([busy, busy, 'done'])).result).toBe('done');
    expect((await run(Array<unknown>(10).fill(busy))).result).toBe('unavailable');
  });

  it('does not try again what will not pass', async () => {
    for (const code of ['quota_exceeded', 'storage_full']) {
      const refused = new ApiError({ status: code === 'storage_full' ? 507 : 422, code });
      expect(await run([refused, 'done'])).toMatchObject({ result: code, left: 1 });
    }
  });
});
