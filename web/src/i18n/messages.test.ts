import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import de from './de.json';
import en from './en.json';

type Messages = { [key: string]: string | Messages };

function flatten(messages: Messages, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

const english = flatten(en);
const german = flatten(de);
const code = sources(join(import.meta.dirname, '..'));

describe('messages', () => {
  it('has the same keys in every language', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('fills the same places in every language', () => {
    const places = (text = '') => [...new Set(text.match(/\{\w+\}/g))].sort();
    for (const [key, text] of english) expect(places(german.get(key)), key).toEqual(places(text));
  });

  it('has a text for every key that the code names', () => {
    const named = code.flatMap((file) =>
      [...file.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((key) => !english.has(key))).toEqual([]);
  });

  it('has no text that nothing shows', () => {
    const all = code.join('\n');
    const prefixes = [...all.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1] ?? '');
    const unused = [...english.keys()].filter(
      (key) => !all.includes(`'${key}'`) && !prefixes.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });
});
