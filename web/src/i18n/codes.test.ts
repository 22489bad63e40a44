import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import de from './de.json';
import dePublic from './de.public.json';
import en from './en.json';
import enPublic from './en.public.json';

const server = join(import.meta.dirname, '../../../src/main/java/io/docuvault');

/** The codes as the server itself lists them: a new one without words fails here. */
function errorCodes(): string[] {
  const source = readFileSync(join(server, 'shared/ErrorCode.java'), 'utf8');
  return [...source.matchAll(/^ {4}([A-Z][A-Z_]*)\(\d{3}\)[,;]/gm)].map(
    (match) => match[1]?.toLowerCase() ?? '',
  );
}

const languages = {
  en: { errors: { ...enPublic.errors, ...en.errors }, reasons: en.storage.reason },
  de: { errors: { ...dePublic.errors, ...de.errors }, reasons: de.storage.reason },
};

describe.each(Object.entries(languages))('codes of the server in "%s"', (_language, { errors, reasons }) => {
  it('has words for every error', () => {
    const codes = errorCodes();
    expect(codes.length).toBeGreaterThan(40);
    expect(codes.filter((code) => !(code in errors))).toEqual([]);
  });

  it('has words for every reason why a storage can not be connected', () => {
    const codes = [
      'address_forbidden',
      'address_unknown',
      'unreachable',
      'certificate',
      'sign_in_refused',
      'not_webdav',
      'folder_forbidden',
      'redirected',
      'storage_full',
      'timeout',
    ];
    expect(codes.filter((code) => !(code in reasons))).toEqual([]);
  });
});
