import { describe, expect, it } from 'vitest';
import type { DeviceSession } from '@/api/types';
import { placeOf } from './places';

function at(address: string, network: DeviceSession['network'], current = false): string | null {
  return placeOf({ address, network, current } as DeviceSession);
}

describe('the place of a session', () => {
  it('is this computer for who sits at the server', () => {
    expect(at('::1', 'same', true)).toBe('sessions.thisComputer');
    expect(at('127.0.0.1', 'same')).toBe('sessions.thisComputer');
  });

  it("is the server's computer for who sits elsewhere", () => {
    expect(at('::1', 'local')).toBe('sessions.serverComputer');
  });

  it('is a network, but for the session that is looked at from', () => {
    expect(at('2001:db8::1', 'same')).toBe('sessions.network.same');
    expect(at('192.168.127.1', 'local')).toBe('sessions.network.local');
    expect(at('2001:db8::1', 'same', true)).toBeNull();
  });
});
