import type { RouteRecordRaw } from 'vue-router';

export default [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./SignInPage.vue'),
    meta: { title: 'auth.signIn', public: true, signedOutOnly: true },
  },
  {
    path: '/register',
    name: 'register',
    component: () => import('./RegisterPage.vue'),
    meta: { title: 'auth.register', public: true, signedOutOnly: true, then: '/welcome/topics' },
  },
] satisfies RouteRecordRaw[];
