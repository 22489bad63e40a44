import { Activity, Bot, Database, Files, Inbox, Settings, Tags, Trash2, UsersRound } from '@lucide/vue';
import { computed } from 'vue';
import { useSession } from '@/lib/session';

const everybodys = [
  { to: '/documents', label: 'nav.documents', icon: Files },
  { to: '/review', label: 'nav.review', icon: Inbox },
  { to: '/topics', label: 'nav.topics', icon: Tags },
  { to: '/storage', label: 'nav.storage', icon: Database },
  { to: '/activity', label: 'nav.activity', icon: Activity },
  { to: '/trash', label: 'nav.trash', icon: Trash2 },
  { to: '/settings', label: 'nav.settings', icon: Settings },
] as const;
const administrators = [
  { to: '/admin/users', label: 'nav.users', icon: UsersRound },
  { to: '/admin/ai', label: 'nav.systemAi', icon: Bot },
] as const;

/** The places of the main navigation; `label` is a message key. */
export function usePlaces() {
  const session = useSession();
  return computed(() => (session.administrator ? [...everybodys, ...administrators] : everybodys));
}
