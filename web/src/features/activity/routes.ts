import type { RouteRecordRaw } from 'vue-router';

export default [
  {
    path: '/activity',
    name: 'activity',
    component: () => import('./ActivityPage.vue'),
    meta: { title: 'nav.activity' },
  },
] satisfies RouteRecordRaw[];
