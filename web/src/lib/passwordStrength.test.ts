import { describe, expect, it } from 'vitest';
import { passwordStrength } from './passwordStrength';

describe('password strength', () => {
  it('calls what is too short or runs on weak', () => {
    expect(passwordStrength('aB3$x', [])).toBe('weak');
    expect(passwordStrength('aaaaaaaaaaaaaaaa', [])).toBe('weak');
    expect(passwordStrength('abcdefghijklmnop', [])).toBe('weak');
    expect(passwordStrength('12345678', [])).toBe('weak');
  });

  it('gives nothing for one’s own name or address', () => {
    const known = ['anna.berger@example.org', 'Anna Berger'];
    expect(passwordStrength('annaberger1', known)).toBe('weak');
  });

  it('likes several words in a row', () => {
    expect(passwordStrength('a lantern above the quiet harbour', [])).toBe('strong');
  });
});
