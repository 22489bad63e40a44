import { ref } from 'vue';

/** The zone in which the user wants to see times; the browser's own while nobody is signed in. */
const chosen = ref<string | null>(null);

export function useZone(zone: string | null): void {
  chosen.value = zone !== null && isZone(zone) ? zone : null;
}

export function currentZone(): string {
  return chosen.value ?? browserZone();
}

export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Today's calendar day in the user's zone, such as "2026-01-31". */
export function today(): string {
  // Sweden writes dates in the order that is wanted here.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: currentZone() }).format(new Date());
}

/** All that the browser knows. Not every browser lists UTC. */
export function zones(): string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
}

/** "GMT+2": what the zone's clocks show at the moment. */
export function offsetOf(zone: string, language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZone: zone, timeZoneName: 'shortOffset' });
  return parts.formatToParts().find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** The server may know zones that this browser doesn't. */
function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** "America / Argentina / Buenos Aires": as people read it. */
export function zoneName(zone: string): string {
  return zone.replaceAll('_', ' ').replaceAll('/', ' / ');
}
