import { expect, it } from 'vitest';
import { bytesOf, gigabytesOf } from './gigabytes';

it('reads gigabytes as people write them', () => {
  expect(bytesOf('10')).toBe(10 * 1024 ** 3);
  expect(bytesOf(' 0,5 ')).toBe(512 * 1024 ** 2);
  expect(bytesOf('1.25')).toBe(1.25 * 1024 ** 3);
  for (const wrong of ['', '-1', 'ten', '1e99']) expect(bytesOf(wrong), wrong).toBeNull();
  expect(gigabytesOf(1.25 * 1024 ** 3)).toBe('1.25');
});
