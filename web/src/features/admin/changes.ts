import type { InfiniteData } from '@tanstack/vue-query';
import { useI18n } from 'vue-i18n';
import { answer, api } from '@/api/client';
import { keys, queryClient } from '@/api/queries';
import type { AdminUser } from '@/api/types';
import { formatSize } from '@/lib/format';
import { useSession } from '@/lib/session';
import { useToasts } from '@/lib/toasts';

type Users = InfiniteData<{ items: AdminUser[] }>;
type Change = { disabled: boolean } | { role: AdminUser['role'] } | { quotaBytes: number };

/** What an administrator does to an account: seen at once, taken back when the server refuses, and undoable. */
export function useUserChanges() {
  const { t } = useI18n();
  const session = useSession();
  const toasts = useToasts();

  function show(changed: AdminUser): void {
    queryClient.setQueriesData<Users>(
      { queryKey: keys.adminUsers },
      (data) =>
        data && {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.map((user) => (user.id === changed.id ? changed : user)),
          })),
        },
    );
  }

  async function change(user: AdminUser, body: Change): Promise<boolean> {
    show({ ...user, ...body });
    try {
      show(await answer(api.PATCH('/api/admin/users/{id}', { params: { path: { id: user.id } }, body })));
      if (user.id === session.user?.id) await session.reload();
      return true;
    } catch (error) {
      show(user);
      toasts.showError(error);
      return false;
    }
  }

  async function changeUndoably(user: AdminUser, body: Change, back: Change, text: string): Promise<void> {
    if (!(await change(user, body))) return;
    const undo = () => void change({ ...user, ...body }, back);
    const undoable = user.id !== session.user?.id;
    toasts.show(text, undoable ? { action: { label: t('common.undo'), run: undo } } : {});
  }

  async function setDisabled(user: AdminUser, disabled: boolean): Promise<void> {
    const name = user.displayName || user.email;
    const text = disabled ? t('users.wasDisabled', { name }) : t('users.wasEnabled', { name });
    await changeUndoably(user, { disabled }, { disabled: !disabled }, text);
  }

  async function setRole(user: AdminUser, role: AdminUser['role']): Promise<void> {
    const name = user.displayName || user.email;
    const text =
      role === 'administrator' ? t('users.isAdministrator', { name }) : t('users.isUser', { name });
    await changeUndoably(user, { role }, { role: user.role }, text);
  }

  async function resetSecondFactor(user: AdminUser): Promise<void> {
    try {
      await answer(api.DELETE('/api/admin/users/{id}/second-factor', { params: { path: { id: user.id } } }));
      show({ ...user, secondFactor: false });
      toasts.show(t('users.wasReset', { name: user.displayName || user.email }), { tone: 'success' });
    } catch (error) {
      toasts.showError(error);
    }
  }

  async function setQuota(user: AdminUser, quotaBytes: number): Promise<void> {
    const text = t('users.wasQuota', {
      name: user.displayName || user.email,
      quota: formatSize(quotaBytes),
    });
    await changeUndoably(user, { quotaBytes }, { quotaBytes: user.quotaBytes }, text);
  }

  async function endSessions(user: AdminUser): Promise<void> {
    try {
      await answer(api.DELETE('/api/admin/users/{id}/sessions', { params: { path: { id: user.id } } }));
      toasts.show(t('users.wasSignedOut', { name: user.displayName || user.email }), { tone: 'success' });
    } catch (error) {
      toasts.showError(error);
    }
  }

  async function forget(user: AdminUser): Promise<void> {
    toasts.show(t('users.wasRemoved', { name: user.displayName || user.email }), { tone: 'success' });
    await queryClient.invalidateQueries({ queryKey: keys.adminUsers });
  }

  return { setDisabled, setRole, setQuota, resetSecondFactor, endSessions, forget };
}
