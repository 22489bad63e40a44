import type { RouteRecordRaw } from 'vue-router';
import { takeResetToken } from './resetToken';

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
  {
    path: '/forgot-password',
    name: 'forgot-password',
    component: () => import('./ForgotPasswordPage.vue'),
    meta: { title: 'reset.forgotTitle', public: true },
  },
  {
    path: '/reset-password',
    component: () => import('./ResetPasswordPage.vue'),
    beforeEnter: takeResetToken,
    meta: { title: 'reset.title', public: true },
  },
  {
    path: '/invitation',
    component: () => import('./InvitationPage.vue'),
    beforeEnter: takeResetToken,
    meta: { title: 'invitation.title', public: true, signedOutOnly: true, then: '/welcome/topics' },
  },
] satisfies RouteRecordRaw[];
