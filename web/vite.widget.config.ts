/** The customer widget: one IIFE file, so that a host page embeds it with a single script tag. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const webTransport = fileURLToPath(new URL('widget/webTransport.ts', import.meta.url));

export default defineConfig({
  publicDir: false,
  resolve: { alias: [{ find: /^\.\/webtransport\.js$/, replacement: webTransport }] },
  build: {
    target: 'es2022',
    cssTarget: 'esnext',
    emptyOutDir: false,
    lib: {
      entry: 'widget/main.ts',
      name: 'ToritsugiChat',
      formats: ['iife'],
      fileName: () => 'widget.js',
    },
  },
});
