import { ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { answer, api } from '@/api/client';
import { keys, queryClient } from '@/api/queries';
import type { AiChecked, AiProvider, AiSettings, SystemAiSettings } from '@/api/types';
import { useToasts } from '@/lib/toasts';

/** How a provider is reached; what is not named stays as it is. */
export interface Account {
  name: string;
  model?: string | null;
  baseUrl?: string | null;
  /** Empty to remove it. */
  apiKey?: string;
}

type OwnChange = Partial<Pick<AiSettings, 'provider' | 'policy' | 'budgetMicros' | 'budgetTokens'>>;
type SystemChange = Partial<
  Pick<
    SystemAiSettings,
    'provider' | 'policy' | 'budgetMicros' | 'budgetTokens' | 'userBudgetMicros' | 'userBudgetTokens'
  >
>;

/**
 * The server takes the settings as a whole. An account that is not named would lose its model and its address, so one
 * always is: the one that is changed, else the one that was chosen.
 */
function account(
  settings: { provider: string | null; providers: readonly AiProvider[] },
  provider: string | null,
  change?: Account,
) {
  const name = change?.name ?? provider;
  const kept = settings.providers.find((one) => one.name === name);
  return {
    account: kept ? name : null,
    model: change?.model === undefined ? (kept?.model ?? null) : change.model,
    baseUrl: change?.baseUrl === undefined ? (kept?.baseUrl ?? null) : change.baseUrl,
    apiKey: change?.apiKey ?? null,
  };
}

export async function changeOwn(
  settings: AiSettings,
  changes: OwnChange,
  change?: Account,
): Promise<AiSettings> {
  const { provider, policy, budgetMicros, budgetTokens } = { ...settings, ...changes };
  const body = {
    provider,
    policy,
    budgetMicros,
    budgetTokens,
    ...account(settings, provider, change),
  };
  const saved = await answer(api.PUT('/api/ai/settings', { body }));
  queryClient.setQueryData(keys.aiSettings, saved);
  void queryClient.invalidateQueries({ queryKey: keys.aiUsage });
  void queryClient.invalidateQueries({ queryKey: keys.aiContext });
  return saved;
}

export async function changeSystem(
  settings: SystemAiSettings,
  changes: SystemChange,
  change?: Account,
): Promise<SystemAiSettings> {
  const { provider, policy, budgetMicros, budgetTokens, userBudgetMicros, userBudgetTokens } = {
    ...settings,
    ...changes,
  };
  const body = {
    provider,
    policy,
    budgetMicros,
    budgetTokens,
    userBudgetMicros,
    userBudgetTokens,
    ...account(settings, provider, change),
  };
  const saved = await answer(api.PUT('/api/admin/ai/settings', { body }));
  queryClient.setQueryData(keys.systemAi, saved);
  void queryClient.invalidateQueries({ queryKey: keys.aiSettings });
  return saved;
}

/** The answers of providers that were asked whether they are there, by their names, until something changes. */
export function useChecks(path: '/api/ai/check' | '/api/admin/ai/check', refresh: readonly string[]) {
  const toasts = useToasts();
  const checking = ref<string | null>(null);
  const checked = ref<ReadonlyMap<string, AiChecked>>(new Map());

  async function check(provider: string): Promise<AiChecked | null> {
    checking.value = provider;
    try {
      const found = await answer(api.POST(path, { body: { provider } }));
      checked.value = new Map(checked.value).set(provider, found);
      // What is wrong, or no longer is, is kept with the account.
      void queryClient.invalidateQueries({ queryKey: refresh });
      return found;
    } catch (error) {
      toasts.showError(error);
      return null;
    } finally {
      checking.value = null;
    }
  }

  function forget(provider: string): void {
    const others = new Map(checked.value);
    others.delete(provider);
    checked.value = others;
  }

  return { checking, checked, check, forget };
}

/** Saves what was chosen at once, and says so. */
export function useSaving() {
  const { t } = useI18n();
  const toasts = useToasts();
  const saving = ref(false);

  async function save(work: () => Promise<unknown>): Promise<boolean> {
    saving.value = true;
    try {
      await work();
      toasts.show(t('common.saved'), { tone: 'success' });
      return true;
    } catch (error) {
      toasts.showError(error);
      return false;
    } finally {
      saving.value = false;
    }
  }

  return { saving, save };
}
