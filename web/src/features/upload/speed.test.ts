import { describe, expect, it } from 'vitest';
import { Speedometer } from './speed';

describe('the speedometer', () => {
  it('says nothing before it knows', () => {
    const speed = new Speedometer();
    speed.add(1000, 0);
    expect(speed.bytesPerSecond).toBe(0);
  });

  it('looks back a few seconds only', () => {
    const speed = new Speedometer();
    for (let second = 0; second <= 10; second++) speed.add(second * 100, second * 1000);
    for (let second = 11; second <= 20; second++) speed.add(1000 + (second - 10) * 500, second * 1000);
    expect(speed.bytesPerSecond).toBe(500);
  });

  it('starts anew when bytes have to be sent again', () => {
    const speed = new Speedometer();
    speed.add(0, 0);
    speed.add(5000, 1000);
    speed.add(1000, 2000);
    speed.add(3000, 3000);
    expect(speed.bytesPerSecond).toBe(2000);
  });
});
