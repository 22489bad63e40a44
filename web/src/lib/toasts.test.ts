import { beforeAll, describe as group, expect, it } from 'vitest';
import { ApiError } from '@/api/problem';
import { useLanguage } from './i18n';
import { describe } from './toasts';

group('the words for a problem', () => {
  beforeAll(() => useLanguage('en'));

  it('say how long to wait', () => {
    const problem = { status: 429, code: 'rate_limited' };
    const error = new ApiError(problem, new Headers({ 'Retry-After': '120' }));
    expect(describe(error).replaceAll('\u00a0', ' ')).toBe('Too many attempts. Try again in 2 min.');
    expect(describe(new ApiError(problem))).toBe('Too many attempts. Please wait a moment.');
  });
});
