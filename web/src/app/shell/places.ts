import { Files, Settings, Tags, Trash2 } from '@lucide/vue';

/** The places of the main navigation; `label` is a message key. */
export const places = [
  { to: '/documents', label: 'nav.documents', icon: Files },
  { to: '/topics', label: 'nav.topics', icon: Tags },
  { to: '/trash', label: 'nav.trash', icon: Trash2 },
  { to: '/settings', label: 'nav.settings', icon: Settings },
] as const;
