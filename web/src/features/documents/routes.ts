import type { RouteRecordRaw } from 'vue-router';

/** Trash and search results are lists of documents too, and share all of their parts. */
export default [
  {
    path: '/documents',
    name: 'documents',
    component: () => import('./DocumentsPage.vue'),
    meta: { title: 'nav.documents' },
  },
  {
    path: '/documents/:id',
    name: 'document',
    component: () => import('./DocumentPage.vue'),
    meta: { title: 'document.heading' },
  },
  {
    path: '/search',
    name: 'search',
    component: () => import('./SearchPage.vue'),
    meta: { title: 'nav.search' },
  },
  {
    path: '/trash',
    name: 'trash',
    component: () => import('./TrashPage.vue'),
    meta: { title: 'nav.trash' },
  },
] satisfies RouteRecordRaw[];
