import { formatPercent, formatSize } from '@/lib/format';
import { i18n } from '@/lib/i18n';
import { isFinished, isOnItsWay, type UploadItem } from './items';

const SERVER_STATES = {
  ready: 'ready',
  needs_text: 'needs_text',
  quarantined: 'quarantined',
  failed: 'unreadable',
} as const;
const STEPS = { extract: 'extracting', classify: 'classifying' } as const;

/**
 * One line on where an upload stands, or why it does not go on.
 *
 * @param target what the storage is called that it is taken to in the end
 */
export function describeState(item: UploadItem, target?: string): string {
  const { t } = i18n.global;
  const state = describe(item);
  if (!target || !isFinished(item)) return state;
  if (item.stayed) return t('upload.stayed', { place: target, reason: reasonWords(item.stayed) });
  return `${state} · ${t(isOnItsWay(item) ? 'upload.onItsWay' : 'upload.inPlace', { place: target })}`;
}

function describe(item: UploadItem): string {
  const { t } = i18n.global;
  switch (item.state) {
    case 'duplicate':
      return t('upload.duplicate');
    case 'needsFile':
      return t('upload.needsFile');
    case 'failed':
      return describeFailure(item);
    case 'sending':
      return formatPercent(item.sent / item.size);
    case 'processing':
      return t(`upload.state.${item.step ? STEPS[item.step] : 'processing'}`);
    case 'done':
      return t(
        `upload.state.${item.status && item.status !== 'processing' ? SERVER_STATES[item.status] : 'ready'}`,
      );
    default:
      return t(`upload.state.${item.state}`);
  }
}

function describeFailure({ failure, size }: UploadItem): string {
  const { t } = i18n.global;
  switch (failure?.code) {
    case 'empty':
      return t('upload.empty');
    case 'unreadable':
      return t('upload.unreadable');
    case 'quota_exceeded': {
      const [quota, used, reserved] = ['quotaBytes', 'usedBytes', 'reservedBytes'].map(
        (name) => failure.facts[name],
      );
      if (typeof quota !== 'number' || typeof used !== 'number') return t('errors.quota_exceeded');
      const free = Math.max(0, quota - used - (typeof reserved === 'number' ? reserved : 0));
      return t('upload.quota', { size: formatSize(size), free: formatSize(free) });
    }
    case 'too_large': {
      const most = failure.facts.maxFileSize;
      return typeof most === 'number'
        ? t('upload.tooLarge', { most: formatSize(most) })
        : t('errors.too_large');
    }
    case 'blocked':
      return t('upload.blocked');
    case 'store_refused':
      return t('upload.storeRefused');
    default:
      return failure ? reasonWords(failure.code) : t('upload.state.failed');
  }
}

function reasonWords(code: string): string {
  const { t, te } = i18n.global;
  return te(`errors.${code}`) ? t(`errors.${code}`) : t('upload.state.failed');
}
