import type { RouteRecordRaw } from 'vue-router';

export default [
  {
    path: '/settings/ai',
    component: () => import('@/ui/UiSettingsLayout.vue'),
    children: [
      { path: '', name: 'ai', component: () => import('./AiPage.vue'), meta: { title: 'ai.title' } },
    ],
  },
  {
    path: '/admin/ai',
    component: () => import('@/ui/UiAdminLayout.vue'),
    meta: { administrator: true },
    children: [{ path: '', component: () => import('./SystemAiPage.vue'), meta: { title: 'nav.systemAi' } }],
  },
] satisfies RouteRecordRaw[];
