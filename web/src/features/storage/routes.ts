import type { RouteRecordRaw } from 'vue-router';

export default [
  {
    path: '/storage',
    name: 'storage',
    component: () => import('./StoragePage.vue'),
    meta: { title: 'nav.storage' },
  },
] satisfies RouteRecordRaw[];
