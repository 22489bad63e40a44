import { describe, expect, it } from 'vitest';
import { automaticState } from './automatic';

const earned = (allowed: boolean) => ({ decided: 30, accepted: 30, precision: 1, threshold: 0.8, allowed });

describe('filing by itself', () => {
  it('needs both the wish and the record', () => {
    expect(automaticState({ automatic: true, earned: earned(true) })).toBe('on');
    expect(automaticState({ automatic: true, earned: earned(false) })).toBe('paused');
    expect(automaticState({ automatic: false, earned: earned(true) })).toBe('possible');
    expect(automaticState({ automatic: false, earned: earned(false) })).toBe('closed');
  });
});
