import type { AiMonth } from '@/api/types';

interface Part {
  provider: string;
  costMicros: number;
  tokens: number;
  calls: number;
  /** Of the longest bar. */
  share: number;
}

export interface ChartMonth extends Omit<Part, 'provider' | 'share'> {
  month: string;
  parts: Part[];
}

/** Bars are of money where any was spent, else of tokens: models on one's own machines cost nothing. */
export function chartOf(months: readonly AiMonth[]) {
  const summed = months.map(({ month, providers }) => {
    const parts = new Map<string, Part>();
    for (const { provider, costMicros, inputTokens, outputTokens, calls } of providers) {
      const part = parts.get(provider) ?? { provider, costMicros: 0, tokens: 0, calls: 0, share: 0 };
      part.costMicros += costMicros;
      part.tokens += inputTokens + outputTokens;
      part.calls += calls;
      parts.set(provider, part);
    }
    return { month, parts: [...parts.values()] };
  });
  const unit = summed.some(({ parts }) => parts.some(({ costMicros }) => costMicros > 0))
    ? 'money'
    : 'tokens';
  const worth = (part: Part) => (unit === 'money' ? part.costMicros : part.tokens);
  const sum = (parts: readonly Part[], of: (part: Part) => number) =>
    parts.reduce((total, part) => total + of(part), 0);
  const longest = Math.max(1, ...summed.map(({ parts }) => sum(parts, worth)));
  return {
    unit,
    providers: [...new Set(summed.flatMap(({ parts }) => parts.map(({ provider }) => provider)))].sort(),
    months: summed.map<ChartMonth>(({ month, parts }) => ({
      month,
      costMicros: sum(parts, (part) => part.costMicros),
      tokens: sum(parts, (part) => part.tokens),
      calls: sum(parts, (part) => part.calls),
      parts: parts
        .map((part) => ({ ...part, share: worth(part) / longest }))
        .sort((a, b) => a.provider.localeCompare(b.provider)),
    })),
  } as const;
}
