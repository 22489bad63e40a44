import { computed } from 'vue';
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router';

const NAMES = ['action', 'outcome', 'actor', 'subject', 'address', 'from', 'to'] as const;
export type AuditFilterName = (typeof NAMES)[number];
export type AuditFilters = Partial<Record<AuditFilterName, string>>;

/** The filters of the audit log, which stand in the address of the page; `from` and `to` are days. */
export function useAuditFilters() {
  const route = useRoute();
  const router = useRouter();
  const filters = computed<AuditFilters>(() =>
    Object.fromEntries(
      NAMES.flatMap((name) => (typeof route.query[name] === 'string' ? [[name, route.query[name]]] : [])),
    ),
  );

  function set(change: AuditFilters): void {
    const next: LocationQueryRaw = {};
    for (const [name, value] of Object.entries({ ...filters.value, ...change }))
      if (value) next[name] = value;
    void router.replace({ query: next });
  }

  /** As the server takes them: the reader's days as moments. */
  const query = computed(() => {
    const { from, to, outcome, ...rest } = filters.value;
    return {
      ...rest,
      ...(outcome === 'success' || outcome === 'failure' ? { outcome } : {}),
      ...(from && !Number.isNaN(Date.parse(from)) ? { from: new Date(`${from}T00:00`).toISOString() } : {}),
      ...(to && !Number.isNaN(Date.parse(to)) ? { to: dayAfter(to).toISOString() } : {}),
    } as { outcome?: 'success' | 'failure' } & Partial<Record<Exclude<AuditFilterName, 'outcome'>, string>>;
  });

  return { filters, query, set };
}

function dayAfter(day: string): Date {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + 1);
  return date;
}
