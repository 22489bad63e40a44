import type { Topic } from '@/api/types';

export interface Branch {
  topic: Topic;
  depth: number;
}

/** Topics with those under them right after them, each level in the order given. */
export function inTree(topics: readonly Topic[]): Branch[] {
  const known = new Set(topics.map(({ id }) => id));
  const parentOf = ({ parentId }: Topic) => (parentId && known.has(parentId) ? parentId : null);
  const branches: Branch[] = [];
  const visit = (parent: string | null, depth: number): void => {
    for (const topic of topics.filter((each) => parentOf(each) === parent)) {
      branches.push({ topic, depth });
      visit(topic.id, depth + 1);
    }
  };
  visit(null, 0);
  return branches;
}

/** The topic and everything under it: none of these may become its parent. */
export function family(topics: readonly Topic[], id: string): Set<string> {
  const members = new Set([id]);
  for (const { topic } of inTree(topics)) {
    if (topic.parentId && members.has(topic.parentId)) members.add(topic.id);
  }
  return members;
}
