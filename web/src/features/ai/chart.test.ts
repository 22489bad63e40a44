import { describe, expect, it } from 'vitest';
import { chartOf } from './chart';

const spent = (provider: string, costMicros: number, tokens: number, systemPays = false) => ({
  provider,
  systemPays,
  calls: 1,
  inputTokens: tokens - 10,
  outputTokens: 10,
  costMicros,
});

describe('the chart of what was spent', () => {
  it('measures all months by the dearest', () => {
    const { months, unit, providers } = chartOf([
      { month: '2026-11', providers: [spent('openai', 300, 50), spent('anthropic', 700, 50)] },
      { month: '2026-10', providers: [spent('ollama', 0, 900), spent('openai', 500, 50)] },
    ]);
    expect(unit).toBe('money');
    expect(providers).toEqual(['anthropic', 'ollama', 'openai']);
    expect(months[0]?.parts.map(({ share }) => share)).toEqual([0.7, 0.3]);
    expect(months[1]?.parts.map(({ share }) => share)).toEqual([0, 0.5]);
  });

  it('counts tokens where nothing costs anything', () => {
    const { months, unit } = chartOf([{ month: '2026-11', providers: [spent('ollama', 0, 900)] }]);
    expect(unit).toBe('tokens');
    expect(months[0]?.parts[0]?.share).toBe(1);
  });

  it('puts together what one provider cost on two accounts', () => {
    const { months } = chartOf([
      { month: '2026-11', providers: [spent('openai', 300, 50), spent('openai', 200, 50, true)] },
    ]);
    expect(months[0]?.parts).toHaveLength(1);
    expect(months[0]?.costMicros).toBe(500);
    expect(months[0]?.calls).toBe(2);
  });
});
