import { ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { answer, api } from '@/api/client';
import { keys, queryClient } from '@/api/queries';
import type { Connection, ConnectionKind, Move } from '@/api/types';
import { useToasts } from '@/lib/toasts';
import { healthText } from './health';

type Listed = { items: Connection[]; next: string | null };

/** What is done with connections from their page. */
export function useConnectionChanges() {
  const { t } = useI18n();
  const toasts = useToasts();
  /** The connections that are being looked at. */
  const testing = ref<ReadonlySet<string>>(new Set());

  async function test(connection: Connection): Promise<void> {
    testing.value = new Set([...testing.value, connection.id]);
    try {
      const path = { id: connection.id };
      const found: Connection = await answer(api.POST('/api/connections/{id}/check', { params: { path } }));
      show(found);
      const works = found.state === 'ok';
      toasts.show(
        works
          ? t('storage.testWorks', { name: found.name })
          : t('storage.testFails', { name: found.name, reason: healthText(found) }),
        { tone: works ? 'success' : 'danger' },
      );
    } catch (error) {
      toasts.showError(error);
    } finally {
      testing.value = new Set([...testing.value].filter((id) => id !== connection.id));
    }
  }

  /** New documents go there from now on; without a connection, to the server. */
  async function makeDefault(connection: Connection | null, before: Connection | null): Promise<void> {
    const changed = connection ?? before;
    if (!changed) return;
    const takeBack = mapConnections((one) => ({ ...one, isDefault: one.id === connection?.id }));
    try {
      await change(changed.id, { isDefault: connection !== null });
    } catch (error) {
      takeBack();
      toasts.showError(error);
    }
  }

  async function rename(connection: Connection, name: string): Promise<void> {
    const takeBack = mapConnections((one) => (one.id === connection.id ? { ...one, name } : one));
    try {
      await change(connection.id, { name });
    } catch (error) {
      takeBack();
      toasts.showError(error);
    }
  }

  /** Goes to the vendor's page, which comes back to ours. */
  async function signInAt(kind: ConnectionKind, connectionId?: string): Promise<void> {
    try {
      const query = connectionId ? { connectionId } : {};
      const start =
        kind.startPath === '/api/cloud/google/start'
          ? '/api/cloud/google/start'
          : '/api/cloud/onedrive/start';
      const { url } = await answer(api.GET(start, { params: { query } }));
      location.assign(url);
    } catch (error) {
      toasts.showError(error);
    }
  }

  return { testing, test, makeDefault, rename, signInAt };
}

async function change(id: string, body: { name?: string; isDefault?: boolean }): Promise<void> {
  show(await answer(api.PATCH('/api/connections/{id}', { params: { path: { id } }, body })));
  await queryClient.invalidateQueries({ queryKey: keys.connections });
}

export function show(connection: Connection): void {
  mapConnections((one) => (one.id === connection.id ? connection : one));
}

function mapConnections(how: (connection: Connection) => Connection): () => void {
  const before = queryClient.getQueryData<Listed>(keys.connections);
  queryClient.setQueryData<Listed>(
    keys.connections,
    (list) => list && { ...list, items: list.items.map(how) },
  );
  return () => queryClient.setQueryData(keys.connections, before);
}

export interface MoveOrder {
  /** The nil UUID is the server, as everywhere here. */
  to: string | null;
  from?: string;
  documents?: string[];
  thenDelete?: boolean;
}

/** Begins a move, and shows it among the others. */
export async function startMove(order: MoveOrder): Promise<Move> {
  const move = await answer(api.POST('/api/moves', { body: { documents: null, ...order } }));
  await queryClient.invalidateQueries({ queryKey: keys.moves });
  return move;
}
