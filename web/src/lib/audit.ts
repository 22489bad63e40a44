import { useI18n } from 'vue-i18n';
import { formatNumber, formatSize } from './format';

interface Entry {
  action: string;
  outcome: 'success' | 'failure';
  details: Record<string, unknown>;
}

/** The audit log in words. An action that has none yet is said as the server calls it. */
export function useAuditWords() {
  const { t, te } = useI18n();

  function action(name: string): string {
    const key = `audit.action.${name}`;
    return te(key) ? t(key) : name.replaceAll('_', ' ');
  }

  /** What was done, from the point of view of whoever did it. */
  function what(entry: Entry): string {
    const failed = `audit.failed.${entry.action}`;
    if (entry.outcome === 'failure' && te(failed)) return t(failed);
    return action(entry.action);
  }

  function device(name: string): string {
    const [browser = '', system] = name.split(', ');
    if (browser === 'Unknown client') return t('audit.unknownDevice');
    return system ? t('audit.device', { browser, system }) : browser;
  }

  /** The rest of what is known, each as "Reason: wrong password". */
  function details(entry: Entry): { label: string; value: string }[] {
    return Object.entries(entry.details).map(([name, value]) => ({
      label: te(`audit.detail.${name}`) ? t(`audit.detail.${name}`) : name,
      value: detail(name, value),
    }));
  }

  function detail(name: string, value: unknown): string {
    if (typeof value === 'number')
      return /bytes|before/i.test(name) ? formatSize(value) : formatNumber(value);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (name === 'action') return action(text);
    const key = `audit.value.${text}`;
    return /^[a-z_]+$/.test(text) && te(key) ? t(key) : text;
  }

  return { action, what, device, details };
}
