/** The pages the gateway serves. Everything they load lies below `/static/`, the mount of `gateway/static/`. */
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  base: '/static/',
  build: {
    target: 'es2022',
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { demo: 'demo/index.html', phone: 'demo/phone.html' },
    },
  },
});
