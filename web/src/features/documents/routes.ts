import type { RouteRecordRaw } from 'vue-router';

/** Trash and search results are lists of documents too, and share all of their parts. */
export default [
  {
    path: '/documents',
    name: 'documents',
    component: () => import('./DocumentsPage.vue'),
    meta: { title: 'nav.documents' },
  },
] satisfies RouteRecordRaw[];
