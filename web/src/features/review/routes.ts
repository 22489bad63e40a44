import type { RouteRecordRaw } from 'vue-router';

export default [
  {
    path: '/review',
    component: () => import('./ReviewLayout.vue'),
    children: [
      {
        path: '',
        name: 'review',
        component: () => import('./InboxPage.vue'),
        meta: { title: 'nav.review' },
      },
      {
        path: 'new-topics',
        name: 'proposals',
        component: () => import('./ProposalsPage.vue'),
        meta: { title: 'review.proposals.title' },
      },
      {
        path: 'changes',
        name: 'batches',
        component: () => import('./ChangesPage.vue'),
        meta: { title: 'review.changes.title' },
      },
      {
        path: 'sorted-again/:id',
        name: 'reclassification',
        component: () => import('./SortedAgainPage.vue'),
        meta: { title: 'review.again.title' },
      },
    ],
  },
] satisfies RouteRecordRaw[];
