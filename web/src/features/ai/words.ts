import type { AiProvider } from '@/api/types';
import { i18n } from '@/lib/i18n';

/** Which key a provider is asked with; null where it needs none and has none. */
export function keyText(provider: AiProvider, scope: 'own' | 'system'): string | null {
  const { t } = i18n.global;
  if (provider.hasKey) {
    return provider.keyHint ? t('ai.key.ends', { ending: provider.keyHint }) : t('ai.key.there');
  }
  if (!provider.needsKey) return null;
  return scope === 'own' && provider.systemKey ? t('ai.key.servers') : t('ai.key.missing');
}
