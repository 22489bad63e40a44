import { i18n } from '@/lib/i18n';

const names: Record<string, string> = {
  anthropic: 'Claude',
  openai: 'OpenAI',
  ollama: 'Ollama',
  lmstudio: 'LM Studio',
};

/** Who classified, by the name people know it by. */
export function providerName(provider: string): string {
  if (provider === 'builtin') return i18n.global.t('ai.builtin');
  if (provider === 'rule') return i18n.global.t('ai.rule');
  return names[provider] ?? provider;
}
