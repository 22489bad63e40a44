import { effectScope } from 'vue';
import { afterEach, describe, expect, it } from 'vitest';
import { handleKey, useShortcuts, type Shortcut } from './shortcuts';

let scope = effectScope();

function register(...list: Shortcut[]): void {
  scope.run(() => useShortcuts(list));
}

function press(
  key: string,
  options: KeyboardEventInit = {},
  target: HTMLElement = document.createElement('div'),
): void {
  document.body.append(target);
  target.addEventListener('keydown', handleKey, { once: true });
  target.dispatchEvent(new KeyboardEvent('keydown', { key, ...options }));
}

describe('shortcuts', () => {
  afterEach(() => {
    scope.stop();
    scope = effectScope();
  });

  it('run on their key, and no longer once their component is gone', () => {
    let runs = 0;
    register({ keys: 'j', label: () => 'next', run: () => runs++ });
    press('j');
    press('J');
    press('k');
    expect(runs).toBe(2);
    scope.stop();
    press('j');
    expect(runs).toBe(2);
  });

  it('leave letters alone that somebody types', () => {
    const ran: string[] = [];
    register(
      { keys: 'j', label: () => 'next', run: () => ran.push('j') },
      { keys: 'Mod+k', label: () => 'palette', inFields: true, run: () => ran.push('palette') },
    );
    press('j', {}, document.createElement('input'));
    press('k', { ctrlKey: true }, document.createElement('input'));
    expect(ran).toEqual(['palette']);
  });

  it('leave the browser its own combinations', () => {
    let runs = 0;
    register({ keys: 'r', label: () => 'reject', run: () => runs++ });
    press('r', { ctrlKey: true });
    press('r', { altKey: true });
    expect(runs).toBe(0);
  });

  it('let a page take over a key of the shell', () => {
    const ran: string[] = [];
    register({ keys: 'u', label: () => 'upload', run: () => ran.push('shell') });
    register({ keys: 'u', label: () => 'undo', run: () => ran.push('page') });
    press('u');
    expect(ran).toEqual(['page']);
  });
});
