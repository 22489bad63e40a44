import type { RouteRecordRaw } from 'vue-router';

export default [
  {
    path: '/admin',
    component: () => import('@/ui/UiAdminLayout.vue'),
    redirect: '/admin/users',
    meta: { administrator: true },
    children: [
      { path: 'users', component: () => import('./UsersPage.vue'), meta: { title: 'nav.users' } },
      { path: 'mail', component: () => import('./MailPage.vue'), meta: { title: 'admin.mail' } },
      { path: 'storage', component: () => import('./StoragePage.vue'), meta: { title: 'admin.storage' } },
      { path: 'queues', component: () => import('./QueuesPage.vue'), meta: { title: 'admin.queues' } },
      { path: 'audit', component: () => import('./AuditPage.vue'), meta: { title: 'admin.audit' } },
      { path: 'health', component: () => import('./HealthPage.vue'), meta: { title: 'admin.health' } },
    ],
  },
] satisfies RouteRecordRaw[];
