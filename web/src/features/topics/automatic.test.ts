import { describe, expect, it } from 'vitest';
import { automaticState, stillMissing } from './automatic';

const earned = (allowed: boolean) => ({ decided: 30, accepted: 30, precision: 1, threshold: 0.8, allowed });

describe('filing by itself', () => {
  it('needs both the wish and the record', () => {
    expect(automaticState({ automatic: true, earned: earned(true) })).toBe('on');
    expect(automaticState({ automatic: true, earned: earned(false) })).toBe('paused');
    expect(automaticState({ automatic: false, earned: earned(true) })).toBe('possible');
    expect(automaticState({ automatic: false, earned: earned(false) })).toBe('closed');
  });

  it('takes 73 right ones in a row, and more where some were wrong', () => {
    const record = (decided: number, accepted: number) => ({ ...earned(false), decided, accepted });
    expect(stillMissing(record(0, 0))).toBe(73);
    expect(stillMissing(record(72, 72))).toBe(1);
    expect(stillMissing(record(73, 73))).toBe(0);
    expect(stillMissing(record(40, 39))).toBeGreaterThan(60);
    expect(stillMissing(record(500, 250))).toBeNull();
  });
});
