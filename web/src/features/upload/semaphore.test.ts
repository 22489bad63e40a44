import { describe, expect, it } from 'vitest';
import { Semaphore } from './semaphore';

const never = new AbortController().signal;

function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

describe('a semaphore', () => {
  it('runs no more than its number at once, and the others in order', async () => {
    const semaphore = new Semaphore(2);
    const started: number[] = [];
    const gates = [gate(), gate(), gate()];
    const runs = gates.map(({ passed }, index) =>
      semaphore.run(never, () => {
        started.push(index);
        return passed;
      }),
    );
    await Promise.resolve();
    expect(started).toEqual([0, 1]);
    gates[0]?.open();
    await runs[0];
    await Promise.resolve();
    expect(started).toEqual([0, 1, 2]);
    for (const { open } of gates) open();
    await Promise.all(runs);
  });

  it('forgets who gave up waiting', async () => {
    const semaphore = new Semaphore(1);
    const first = gate();
    const running = semaphore.run(never, () => first.passed);
    const impatient = new AbortController();
    const given = semaphore.run(impatient.signal, () => Promise.resolve('ran'));
    impatient.abort(new Error('gave up'));
    await expect(given).rejects.toThrow('gave up');
    first.open();
    await running;
    await expect(semaphore.run(never, () => Promise.resolve('free'))).resolves.toBe('free');
  });

  it('is free again after work that failed', async () => {
    const semaphore = new Semaphore(1);
    await expect(semaphore.run(never, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(semaphore.run(never, () => Promise.resolve(1))).resolves.toBe(1);
  });
});
