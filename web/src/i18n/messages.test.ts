import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import de from './de.json';
import dePublic from './de.public.json';
import en from './en.json';
import enPublic from './en.public.json';

type Messages = { [key: string]: string | Messages };

function flatten(messages: Messages, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

const root = join(import.meta.dirname, '..');

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** A file and all that it imports at once, by path. */
function reachable(path: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(path)) return seen;
  const source = readFileSync(path, 'utf8');
  seen.set(path, source);
  for (const [, name = ''] of source.matchAll(/^(?:import|\}) .*?from '([@.]\/?[^']+)'/gm)) {
    const target = name.startsWith('@/') ? join(root, name.slice(2)) : join(dirname(path), name);
    const file = [target, `${target}.ts`].find((each) => /\.(vue|ts)$/.test(each) && existsSync(each));
    if (file) reachable(file, seen);
  }
  return seen;
}

function named(source: string): string[] {
  return [...source.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? '');
}

const english = new Map([...flatten(enPublic), ...flatten(en)]);
const german = new Map([...flatten(dePublic), ...flatten(de)]);
const code = sources(root);

describe('messages', () => {
  it('has the same keys in every language', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
    expect([...flatten(dePublic).keys()].sort()).toEqual([...flatten(enPublic).keys()].sort());
  });

  it('says each thing in one file', () => {
    const other = flatten(en);
    expect([...flatten(enPublic).keys()].filter((key) => other.has(key))).toEqual([]);
  });

  it('fills the same places in every language', () => {
    const places = (text = '') => [...new Set(text.match(/\{\w+\}/g))].sort();
    for (const [key, text] of english) expect(places(german.get(key)), key).toEqual(places(text));
  });

  it('has a text for every key that the code names', () => {
    const keys = code.flatMap(named);
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key) => !english.has(key))).toEqual([]);
  });

  it('has every text of a page without a session among the public ones', () => {
    const known = flatten(enPublic);
    const auth = readdirSync(join(root, 'features/auth')).filter((name) => name.endsWith('.vue'));
    const pages = [
      ...auth.map((name) => `features/auth/${name}`),
      'features/welcome/SetupPage.vue',
      'app/App.vue',
    ];
    for (const page of pages) {
      const files = reachable(join(root, page));
      expect(files.size, page).toBeGreaterThan(5);
      for (const [file, source] of files) {
        expect(
          named(source).filter((key) => !known.has(key)),
          `${file}, shown by ${page}`,
        ).toEqual([]);
      }
    }
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
