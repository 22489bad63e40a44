import { describe, expect, it } from 'vitest';
import { readAmount, readCount, writeAmount } from './amounts';

describe('amounts', () => {
  it('reads them with a comma or a point', () => {
    expect(readAmount('12,50')).toBe(12_500_000);
    expect(readAmount('12.5')).toBe(12_500_000);
    expect(readAmount(' 3 ')).toBe(3_000_000);
    expect(readAmount('0')).toBe(0);
  });

  it('takes nothing for no limit, and words for a mistake', () => {
    expect(readAmount('  ')).toBeNull();
    expect(readAmount('-1')).toBeUndefined();
    expect(readAmount('1,000')).toBeUndefined();
    expect(readAmount('a lot')).toBeUndefined();
  });

  it('reads counts with any grouping', () => {
    for (const text of ['1000000', '1,000,000', '1.000.000', '1 000 000', "1'000'000"]) {
      expect(readCount(text), text).toBe(1_000_000);
    }
    expect(readCount('')).toBeNull();
    expect(readCount('1.5')).toBeUndefined();
    expect(readCount('1000.000')).toBeUndefined();
  });

  it('writes what it can read', () => {
    expect(writeAmount(null, ',')).toBe('');
    expect(writeAmount(5_000_000, ',')).toBe('5');
    expect(writeAmount(12_500_000, ',')).toBe('12,50');
    expect(readAmount(writeAmount(12_500_000, ','))).toBe(12_500_000);
  });
});
