import { describe, expect, it } from 'vitest';
import { paragraphs } from './paragraphs';

describe('extracted text', () => {
  it('is cut into paragraphs at empty lines, and keeps its line breaks', () => {
    const blocks = paragraphs('First line\nsecond line\r\n\r\n  \nNext\n\n\n');
    expect(blocks.map(({ text }) => text)).toEqual(['First line\nsecond line', 'Next']);
  });

  it('is set as a table where each line has columns', () => {
    expect(paragraphs('Item\tPrice\nBread\t2.10')[0]?.table).toEqual([
      ['Item', 'Price'],
      ['Bread', '2.10'],
    ]);
  });

  it('is no table where only some lines have a tab', () => {
    expect(paragraphs('Item\tPrice\nthank you')[0]?.table).toBeNull();
  });

  it('may be empty', () => {
    expect(paragraphs(' \n\n ')).toEqual([]);
  });
});
