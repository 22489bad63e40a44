import type { DeviceSession } from '@/api/types';

const LOOPBACK = /^(::1|127\.\d+\.\d+\.\d+)$/;

/** Where a session is, seen from here, as the key of its words; of the session that asks, only what it can't know. */
export function placeOf({ address, network, current }: DeviceSession): string | null {
  if (LOOPBACK.test(address)) return network === 'same' ? 'sessions.thisComputer' : 'sessions.serverComputer';
  return current ? null : `sessions.network.${network}`;
}
