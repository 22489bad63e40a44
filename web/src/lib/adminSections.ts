import { Activity, Bot, HardDrive, ListChecks, Mail, ScrollText, UsersRound } from '@lucide/vue';

/** The sections of the administrator's area, for its navigation and for the command palette; `label` is a message key. */
export const adminSections = [
  { to: '/admin/users', label: 'nav.users', icon: UsersRound },
  { to: '/admin/ai', label: 'nav.systemAi', icon: Bot },
  { to: '/admin/mail', label: 'admin.mail', icon: Mail },
  { to: '/admin/storage', label: 'admin.storage', icon: HardDrive },
  { to: '/admin/queues', label: 'admin.queues', icon: ListChecks },
  { to: '/admin/audit', label: 'admin.audit', icon: ScrollText },
  { to: '/admin/health', label: 'admin.health', icon: Activity },
] as const;
