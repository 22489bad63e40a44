import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { formatDate, formatInstant } from './format';
import { useLanguage } from './i18n';
import { browserZone, currentZone, offsetOf, today, useZone, zones } from './zone';

describe('the time zone', () => {
  beforeAll(() => useLanguage('de'));
  afterEach(() => {
    useZone(null);
    vi.useRealTimers();
  });

  it('is the one that the user has chosen, else the browser’s', () => {
    expect(currentZone()).toBe(browserZone());
    useZone('Asia/Tokyo');
    expect(currentZone()).toBe('Asia/Tokyo');
    useZone('Mars/Olympus');
    expect(currentZone()).toBe(browserZone());
  });

  it('decides on which day something was', () => {
    const lateInLondon = '2026-03-09T23:30:00Z';
    useZone('Europe/Berlin');
    expect(formatDate(lateInLondon)).toBe('10.03.2026');
    expect(formatInstant(lateInLondon)).toContain('00:30');
    useZone('America/New_York');
    expect(formatDate(lateInLondon)).toBe('09.03.2026');
    expect(formatDate('2026-03-09')).toBe('09.03.2026');
  });

  it('decides what today is', () => {
    vi.useFakeTimers({ now: Date.parse('2026-12-31T20:00:00Z') });
    useZone('Asia/Tokyo');
    expect(today()).toBe('2027-01-01');
    useZone('America/New_York');
    expect(today()).toBe('2026-12-31');
  });

  it('offers all zones, UTC among them, with their offsets', () => {
    expect(zones()).toContain('UTC');
    expect(zones()).toContain('Europe/Berlin');
    expect(new Set(zones()).size).toBe(zones().length);
    expect(offsetOf('Asia/Kolkata', 'en')).toBe('GMT+5:30');
  });
});
