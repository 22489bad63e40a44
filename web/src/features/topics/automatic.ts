import type { Topic } from '@/api/types';

export type AutomaticState = 'on' | 'paused' | 'possible' | 'closed';

/** What was wished for and what has been earned, in one word. */
export function automaticState({ automatic, earned }: Pick<Topic, 'automatic' | 'earned'>): AutomaticState {
  if (automatic) return earned.allowed ? 'on' : 'paused';
  return earned.allowed ? 'possible' : 'closed';
}

/** The server's own rule: of what nobody looks at, no more than one in twenty may be wrong. */
const PRECISION = 0.95;
const Z = 1.959964;
const LOOKED_AT = 500;

/**
 * How many more suggestions in a row have to be right until it is earned, if no threshold makes it fewer; null where it
 * would take more than the server looks at.
 */
export function stillMissing({ decided, accepted }: Topic['earned']): number | null {
  for (let more = 0; decided + more <= LOOKED_AT; more++) {
    if (atLeast(accepted + more, decided + more) >= PRECISION) return more;
  }
  return null;
}

/** The lower end of Wilson's score interval. */
function atLeast(right: number, all: number): number {
  if (all === 0) return 0;
  const share = right / all;
  const square = Z ** 2 / all;
  const spread = Z * Math.sqrt((share * (1 - share) + square / 4) / all);
  return (share + square / 2 - spread) / (1 + square);
}
