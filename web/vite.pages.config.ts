/** The pages the gateway serves. Everything they load lies below `/static/`, the mount of `gateway/static/`. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const webTransport = fileURLToPath(new URL('widget/webTransport.ts', import.meta.url));

export default defineConfig({
  publicDir: false,
  base: '/static/',
  resolve: { alias: [{ find: /^\.\/webtransport\.js$/, replacement: webTransport }] },
  build: {
    target: 'es2022',
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { continue: 'continue/index.html', demo: 'demo/index.html', phone: 'phone/index.html' },
    },
  },
});
