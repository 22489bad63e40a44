import './styles/main.css';
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { queryClient } from './api/queries';
import App from './app/App.vue';
import { createAppRouter } from './app/router';
import { i18n, preferredLanguage, useLanguage } from './lib/i18n';

await useLanguage(preferredLanguage());
const app = createApp(App).use(createPinia()).use(i18n).use(VueQueryPlugin, { queryClient });
// The router's guards use the session store, so it comes after Pinia.
app.use(createAppRouter()).mount('#app');
