import { computed, onScopeDispose, ref } from 'vue';
import { isActive, type UploadItem } from './items';
import { Speedometer } from './speed';

const SAMPLE_MS = 500;

/** How far all uploads together are, how fast, and how long they will still take. */
export function useTotals(items: () => readonly UploadItem[]) {
  const speed = ref(0);
  const speedometer = new Speedometer();
  const counted = computed(() =>
    items().filter((item) => isActive(item) || item.state === 'processing' || item.state === 'done'),
  );
  const sent = computed(() =>
    counted.value.reduce((bytes, item) => bytes + (isActive(item) ? item.sent : item.size), 0),
  );
  const size = computed(() => counted.value.reduce((bytes, item) => bytes + item.size, 0));

  const timer = setInterval(() => {
    if (items().some(isActive)) speedometer.add(sent.value, Date.now());
    else speedometer.reset();
    speed.value = speedometer.bytesPerSecond;
  }, SAMPLE_MS);
  onScopeDispose(() => clearInterval(timer));

  return {
    speed,
    share: computed(() => (size.value > 0 ? sent.value / size.value : 0)),
    secondsLeft: computed(() => (speed.value > 0 ? (size.value - sent.value) / speed.value : null)),
  };
}
