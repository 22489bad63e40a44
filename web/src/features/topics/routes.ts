import type { RouteRecordRaw } from 'vue-router';

export default [
  {
    path: '/topics',
    name: 'topics',
    component: () => import('./TopicsPage.vue'),
    meta: { title: 'nav.topics' },
  },
] satisfies RouteRecordRaw[];
