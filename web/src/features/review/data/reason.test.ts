import { describe, expect, it } from 'vitest';
import { withReasons } from './reason';

function strong(quote: string, words: string[]): string[] {
  return withReasons(quote, words).flatMap(({ text, strong: counts }) => (counts ? [text] : []));
}

describe('the words that counted', () => {
  it('stand out in the quote, with their endings and in any case', () => {
    expect(strong('Rechnung über die Reparatur; Rechnungen folgen', ['rechnung'])).toEqual([
      'Rechnung',
      'Rechnungen',
    ]);
    expect(strong('Déclaration d’impôts', ['impots'])).toEqual(['impôts']);
  });

  it('leave the quote as it is where nobody knows them', () => {
    expect(withReasons('As it is.', [])).toEqual([{ text: 'As it is.', strong: false }]);
    expect(
      withReasons('a <b> & c', ['zebra'])
        .map(({ text }) => text)
        .join(''),
    ).toBe('a <b> & c');
  });
});
