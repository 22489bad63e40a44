import type { Topic } from '@/api/types';

/** Fewer decisions than this say nothing, however right the suggestions were; the server's own rule. */
export const FEWEST = 20;

export type AutomaticState = 'on' | 'paused' | 'possible' | 'closed';

/** What was wished for and what has been earned, in one word. */
export function automaticState({ automatic, earned }: Pick<Topic, 'automatic' | 'earned'>): AutomaticState {
  if (automatic) return earned.allowed ? 'on' : 'paused';
  return earned.allowed ? 'possible' : 'closed';
}
