import { describe, expect, it } from 'vitest';
import { findPassage, segments } from './passage';

function marked(pieces: string[], passage: string): string[] {
  return [...findPassage(pieces, passage)].flatMap(([piece, stretches]) =>
    stretches.map(([from, to]) => pieces[piece]?.slice(from, to) ?? ''),
  );
}

describe('the passage that is the reason', () => {
  it('is found where it stands', () => {
    expect(marked(['Dear tenant,', 'the rent for May is due.'], 'rent for May')).toEqual(['rent for May']);
  });

  it('may run over several pieces, whatever lies between its words', () => {
    expect(marked(['Invoice', 'No. 4711 of', '3 May'], 'invoice  no. 4711\nof 3')).toEqual([
      'Invoice',
      'No. 4711 of',
      '3',
    ]);
  });

  it('is found although a reader of the page wrote ligatures and soft hyphens', () => {
    expect(marked(['The of\u00adﬁce sent it'], 'office sent')).toEqual(['of\u00adﬁce sent']);
  });

  it('is looked for line by line where it does not stand in one', () => {
    const page = ['Total amount payable', 'Page 1', 'within fourteen days'];
    expect(marked(page, 'Total amount payable\nwithin fourteen days')).toEqual([
      'Total amount payable',
      'within fourteen days',
    ]);
  });

  it('may be nowhere', () => {
    expect(marked(['Nothing of the kind'], 'short')).toEqual([]);
    expect(marked(['Nothing'], ' ')).toEqual([]);
  });

  it('cuts a text into what is marked and what is not', () => {
    expect(segments('abcdef', [[2, 4]])).toEqual([
      { text: 'ab', marked: false },
      { text: 'cd', marked: true },
      { text: 'ef', marked: false },
    ]);
    expect(segments('abc')).toEqual([{ text: 'abc', marked: false }]);
  });
});
