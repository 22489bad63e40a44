import { beforeAll, describe, expect, it } from 'vitest';
import { formatAgo, formatDate, formatDuration, formatSize } from './format';
import { useLanguage } from './i18n';

/** Between number and unit stands a space that does not break. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formats', () => {
  beforeAll(() => useLanguage('de'));

  it('writes sizes in the unit that reads best', () => {
    expect(plain(formatSize(1))).toBe('1 Byte');
    expect(plain(formatSize(1_540))).toBe('2 kB');
    expect(plain(formatSize(1.5 * 1024 ** 2))).toBe('1,5 MB');
    expect(plain(formatSize(12.4 * 1024 ** 3))).toBe('12,4 GB');
  });

  it("counts sizes in 1024s, as the server's settings do", () => {
    expect(plain(formatSize(1023))).toBe('1.023 Byte');
    expect(plain(formatSize(1024))).toBe('1 kB');
    expect(plain(formatSize(1024 ** 2 - 1))).toBe('1 MB');
    expect(plain(formatSize(10 * 1024 ** 3))).toBe('10 GB');
  });

  it('keeps a date without a zone on its day', () => {
    expect(formatDate('2026-01-31')).toBe('31.01.2026');
  });

  it('says how long ago, and gives the date after a week', () => {
    const now = Date.parse('2026-03-10T12:00:00Z');
    expect(plain(formatAgo('2026-03-10T11:58:00Z', now))).toBe('vor 2 Minuten');
    expect(plain(formatAgo('2026-03-08T12:00:00Z', now))).toBe('vorgestern');
    expect(plain(formatAgo('2026-01-05T12:00:00Z', now))).toBe('05.01.2026');
  });

  it('rounds what is left', () => {
    expect(plain(formatDuration(0.2))).toBe('1 Sek.');
    expect(plain(formatDuration(150))).toBe('3 Min.');
  });
});
