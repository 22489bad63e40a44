import { describe, expect, it } from 'vitest';
import { ApiError } from './problem';

const refused = (headers: Record<string, string> = {}) =>
  ApiError.from(new Response('{"code":"rate_limited"}', { status: 429, headers }));

describe('a problem', () => {
  it('knows when another try is worth it, where the server says so', async () => {
    expect((await refused({ 'Retry-After': '53' })).retryAfter).toBe(53);
    expect((await refused()).retryAfter).toBeNull();
    expect((await refused({ 'Retry-After': 'Mon, 23 Nov 2026 07:00:00 GMT' })).retryAfter).toBeNull();
  });
});
