import { currentLanguage } from './i18n';
import { currentZone } from './zone';

/** The chosen language as it is written where the user lives, if the browser says where: English of London, say. */
function locale(): string {
  const language = currentLanguage();
  return navigator.languages.find((tag) => tag.split('-')[0]?.toLowerCase() === language) ?? language;
}

/** Numbers, sizes and times in the user's language and zone. All are reactive to a change of language when rendered. */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

export function formatPercent(share: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** An amount in millionths of a currency. What is less than a cent shows as much of it as says something. */
export function formatMoney(micros: number, currency: string): string {
  const amount = micros / 1e6;
  const small = amount > 0 && amount < 1;
  return new Intl.NumberFormat(locale(), {
    style: 'currency',
    currency,
    ...(small ? { minimumFractionDigits: 2, maximumFractionDigits: amount < 0.001 ? 6 : 4 } : {}),
  }).format(amount);
}

/** What stands before the cents. */
export function decimalSign(): string {
  const parts = new Intl.NumberFormat(locale()).formatToParts(0.5);
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** "November 2026" from "2026-11". */
export function formatMonth(month: string): string {
  return new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01`),
  );
}

const SIZE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** Counted in 1024s like the server's settings are, so that a quota of 10GB reads as 10 GB. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // Rounded, because what comes out below must not read as 1024 of the smaller unit.
  while (Math.round(value) >= 1024 && unit < SIZE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: SIZE_UNITS[unit],
    unitDisplay: unit === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 100 && unit > 1 ? 1 : 0,
  }).format(value);
}

export function formatSpeed(bytesPerSecond: number): string {
  return `${formatSize(bytesPerSecond)}/s`;
}

/** "3 min", "45 sec": how long something will still take. */
export function formatDuration(seconds: number): string {
  const [value, unit] =
    seconds < 60 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  }).format(Math.max(1, Math.round(value)));
}

/** A day, from "2026-01-31" (a date without a zone) or an instant. */
export function formatDate(date: string): string {
  const dateOnly = /^\d{4}-\d{2}-\d{2}$/.test(date);
  return new Intl.DateTimeFormat(locale(), {
    dateStyle: 'medium',
    timeZone: dateOnly ? 'UTC' : currentZone(),
  }).format(new Date(date));
}

/** The full date and time, for a title on hover. */
export function formatInstant(instant: string): string {
  return new Intl.DateTimeFormat(locale(), {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: currentZone(),
  }).format(new Date(instant));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** "2 hours ago" within a week, else the date. */
export function formatAgo(instant: string, now: number = Date.now()): string {
  const seconds = (new Date(instant).getTime() - now) / 1000;
  if (Math.abs(seconds) > 7 * 86_400) return formatDate(instant);
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(0, 'minute');
}
