import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import de from './de.json';
import dePublic from './de.public.json';
import en from './en.json';
import enPublic from './en.public.json';

const server = join(import.meta.dirname, '../../../src/main/java/io/docuvault');

/** The constants of an enumeration as the server itself lists them: a new one without words fails here. */
function constants(file: string, pattern: RegExp): string[] {
  const source = readFileSync(join(server, file), 'utf8');
  return [...source.matchAll(pattern)].map((match) => match[1]?.toLowerCase() ?? '');
}

/** Why a model did not answer: the codes stand where the exceptions are made. */
function modelProblems(): string[] {
  const folder = join(server, 'classification');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.java'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const made = /(?:Reason\.[A-Z_]+,|\b(?:acting|away|new Checked)\((?:false,)?)\s*"([a-z_]+)"/g;
  return sources.flatMap((source) => [
    ...[...source.matchAll(made)].map((match) => match[1] ?? ''),
    ...(source.match(/"over_(?:system_)?budget"/g) ?? []).map((code) => code.replaceAll('"', '')),
  ]);
}

const languages = {
  en: { errors: { ...enPublic.errors, ...en.errors }, reasons: en.storage.reason, models: en.ai.problem },
  de: { errors: { ...dePublic.errors, ...de.errors }, reasons: de.storage.reason, models: de.ai.problem },
};

describe.each(Object.entries(languages))(
  'codes of the server in "%s"',
  (_language, { errors, reasons, models }) => {
    it('has words for every error', () => {
      const codes = constants('shared/ErrorCode.java', /^ {4}([A-Z][A-Z_]*)\(\d{3}\)[,;]/gm);
      expect(codes.length).toBeGreaterThan(40);
      expect(codes.filter((code) => !(code in errors))).toEqual([]);
    });

    it('has words for every reason why a storage can not be connected', () => {
      const codes = constants('storage/ConnectionTrouble.java', /^ {4}([A-Z][A-Z_]*)[,;]/gm);
      expect(codes.length).toBeGreaterThan(8);
      expect(codes.filter((code) => !(code in reasons))).toEqual([]);
    });

    it('has words for every reason why a model does not answer', () => {
      const codes = [...new Set(modelProblems())];
      expect(codes.length).toBeGreaterThan(20);
      expect(codes).toContain('unreachable');
      expect(codes).toContain('over_budget');
      expect(codes.filter((code) => !(code in models))).toEqual([]);
    });
  },
);
