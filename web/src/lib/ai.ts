import { Brain, Cloud, HardDrive, Sparkles } from '@lucide/vue';
import { useQuery } from '@tanstack/vue-query';
import { computed, type Component } from 'vue';
import { answer, api } from '@/api/client';
import { keys } from '@/api/queries';
import { i18n } from './i18n';

export type AiPolicy = 'never' | 'local' | 'any';

/** From the strictest to the widest. */
export const policies = ['never', 'local', 'any'] as const satisfies readonly AiPolicy[];

export const BUILT_IN = 'builtin';

const names: Record<string, string> = {
  anthropic: 'Claude',
  openai: 'OpenAI',
  ollama: 'Ollama',
  lmstudio: 'LM Studio',
};

/** Who classified, by the name people know it by. */
export function providerName(provider: string): string {
  if (provider === BUILT_IN) return i18n.global.t('ai.builtin');
  if (provider === 'rule') return i18n.global.t('ai.rule');
  return names[provider] ?? provider;
}

export function providerIcon(provider: string, local: boolean): Component {
  if (provider === BUILT_IN) return Sparkles;
  return local ? HardDrive : provider === 'anthropic' || provider === 'openai' ? Cloud : Brain;
}

/** Why a model did not answer, in the user's words where there are some for the code. */
export function aiProblemText(code: string, provider: string, detail?: string): string {
  const { t, te } = i18n.global;
  const key = `ai.problem.${code}`;
  return te(key) ? t(key, { provider: providerName(provider) }) : (detail ?? t('ai.problem.failed'));
}

/** What is set about models, for whoever shows a part of it. */
export function useAiSettings(enabled: () => boolean = () => true) {
  const { data, error, refetch } = useQuery({
    queryKey: keys.aiSettings,
    queryFn: () => answer(api.GET('/api/ai/settings')),
    enabled: computed(enabled),
  });
  return { settings: data, error, refetch };
}
