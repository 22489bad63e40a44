import { Bot, HardDrive, MonitorSmartphone, ShieldCheck, UserRound } from '@lucide/vue';

/** The sections of the settings, for their own navigation and for the command palette; `label` is a message key. */
export const settingsSections = [
  { to: '/settings/profile', label: 'account.profile', icon: UserRound },
  { to: '/settings/security', label: 'account.security', icon: ShieldCheck },
  { to: '/settings/sessions', label: 'account.sessions', icon: MonitorSmartphone },
  { to: '/settings/ai', label: 'ai.title', icon: Bot },
  { to: '/settings/account', label: 'account.account', icon: HardDrive },
] as const;
