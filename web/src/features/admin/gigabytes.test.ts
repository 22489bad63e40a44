import { expect, it } from 'vitest';
import { bytesOf, gigabytesOf } from './gigabytes';

it('reads gigabytes as people write them', () => {
  expect(bytesOf('10')).toBe(10_000_000_000);
  expect(bytesOf(' 0,5 ')).toBe(500_000_000);
  expect(bytesOf('1.25')).toBe(1_250_000_000);
  for (const wrong of ['', '-1', 'ten', '1e99']) expect(bytesOf(wrong), wrong).toBeNull();
  expect(gigabytesOf(1_250_000_000)).toBe('1.25');
});
