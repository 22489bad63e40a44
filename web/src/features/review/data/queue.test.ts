import { describe, expect, it } from 'vitest';
import type { ReviewItem } from '@/api/types';
import { arrange, nextAfter } from './queue';

function item(id: string): ReviewItem {
  return { document: { id } as ReviewItem['document'], suggestions: [] };
}
function ids(items: ReviewItem[]): string[] {
  return items.map(({ document }) => document.id);
}
const told = ['a', 'b', 'c'].map(item);

describe('the review queue', () => {
  it('leaves out what was decided, before the server says so', () => {
    expect(ids(arrange(told, new Set(['b']), []))).toEqual(['a', 'c']);
  });

  it('shows what is taken back where it was', () => {
    const back = [{ item: item('x'), index: 1 }];
    expect(ids(arrange(told, new Set(), back))).toEqual(['a', 'x', 'b', 'c']);
    expect(ids(arrange([], new Set(), back))).toEqual(['x']);
  });

  it('shows nothing twice when the server has it again', () => {
    expect(ids(arrange(told, new Set(), [{ item: item('c'), index: 0 }]))).toEqual(['a', 'b', 'c']);
  });

  it('goes on with the next, at the end with the one before, and then with none', () => {
    expect(nextAfter(told, 1)).toBe('b');
    expect(nextAfter(told, 3)).toBe('c');
    expect(nextAfter([], 0)).toBeNull();
  });
});
