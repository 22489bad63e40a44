import type { RouteRecordRaw } from 'vue-router';

export default [
  { path: '/settings', component: () => import('./SettingsPage.vue'), meta: { title: 'account.title' } },
] satisfies RouteRecordRaw[];
