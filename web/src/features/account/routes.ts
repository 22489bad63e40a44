import type { RouteRecordRaw } from 'vue-router';

export default [
  {
    path: '/settings',
    component: () => import('@/ui/UiSettingsLayout.vue'),
    redirect: '/settings/profile',
    children: [
      { path: 'profile', component: () => import('./ProfilePage.vue'), meta: { title: 'account.profile' } },
      {
        path: 'security',
        component: () => import('./SecurityPage.vue'),
        meta: { title: 'account.security' },
      },
      {
        path: 'sessions',
        component: () => import('./SessionsPage.vue'),
        meta: { title: 'account.sessions' },
      },
      { path: 'account', component: () => import('./AccountPage.vue'), meta: { title: 'account.account' } },
    ],
  },
] satisfies RouteRecordRaw[];
