import { describe, expect, it } from 'vitest';
import type { Topic } from '@/api/types';
import { family, inTree } from './tree';

function topic(id: string, parentId: string | null = null): Topic {
  return { id, parentId, name: id } as Topic;
}

describe('the tree of topics', () => {
  it('puts those that belong under a topic right after it', () => {
    const topics = [topic('car'), topic('money'), topic('tax', 'money'), topic('2026', 'tax'), topic('zoo')];
    expect(inTree(topics).map(({ topic: { id }, depth }) => `${depth} ${id}`)).toEqual([
      '0 car',
      '0 money',
      '1 tax',
      '2 2026',
      '0 zoo',
    ]);
  });

  it('shows a topic whose parent is gone at the top', () => {
    expect(inTree([topic('orphan', 'gone')])).toEqual([{ topic: topic('orphan', 'gone'), depth: 0 }]);
  });

  it('knows who may not become a parent', () => {
    const topics = [topic('money'), topic('tax', 'money'), topic('2026', 'tax'), topic('zoo')];
    expect([...family(topics, 'money')]).toEqual(['money', 'tax', '2026']);
  });
});
