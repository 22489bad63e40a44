import type { RouteRecordRaw } from 'vue-router';

export default [
  {
    path: '/setup',
    name: 'setup',
    component: () => import('./SetupPage.vue'),
    meta: { title: 'setup.title', public: true, signedOutOnly: true, then: '/welcome/topics' },
  },
  {
    path: '/welcome/topics',
    component: () => import('./WelcomeTopicsPage.vue'),
    meta: { title: 'setup.topics', bare: true },
  },
  {
    path: '/welcome/files',
    component: () => import('./WelcomeFilesPage.vue'),
    meta: { title: 'setup.files', bare: true },
  },
] satisfies RouteRecordRaw[];
