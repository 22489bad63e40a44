import type { RouteRecordRaw } from 'vue-router';

export default [
  {
    path: '/admin/users',
    component: () => import('./UsersPage.vue'),
    meta: { title: 'nav.users', administrator: true },
  },
] satisfies RouteRecordRaw[];
