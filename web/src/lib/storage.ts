import { Cloud, Cloudy, FolderSync, HardDrive, Server } from '@lucide/vue';
import { useQuery } from '@tanstack/vue-query';
import { computed, type Component } from 'vue';
import { answer, api } from '@/api/client';
import { keys, queryClient } from '@/api/queries';
import type { Connection } from '@/api/types';
import { currentLanguage } from './i18n';

/** The server's own storage, where a connection can be named. */
export const SERVER = '00000000-0000-0000-0000-000000000000';

const query = { queryKey: keys.connections, queryFn: () => answer(api.GET('/api/connections')) };

const icons: Record<string, Component> = {
  server: Server,
  googledrive: HardDrive,
  onedrive: Cloud,
  nextcloud: Cloudy,
  webdav: FolderSync,
};

export function placeIcon(kind: string): Component {
  return icons[kind] ?? Cloud;
}

export async function fetchConnections(): Promise<Connection[]> {
  const page = await queryClient.fetchQuery({ ...query, staleTime: 60_000 });
  return page.items;
}

/** Where documents can lie besides the server: the user's own storage, in the order of the names. */
export function useConnections(enabled: () => boolean = () => true) {
  const { data, isPending, error, refetch } = useQuery({
    ...query,
    enabled: computed(enabled),
  });
  const connections = computed<Connection[]>(() => byName(data.value?.items ?? []));
  const byId = computed(() => new Map(connections.value.map((one) => [one.id, one])));
  /** Where new documents go. */
  const chosen = computed(() => connections.value.find((one) => one.isDefault)?.id ?? SERVER);
  return { connections, byId, chosen, isPending, error, refetch };
}

function byName(connections: readonly Connection[]): Connection[] {
  const collator = new Intl.Collator(currentLanguage(), { numeric: true });
  return [...connections].sort((a, b) => collator.compare(a.name, b.name));
}
