/** The customer widget: one IIFE file, so that a host page embeds it with a single script tag. */
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    emptyOutDir: false,
    lib: {
      entry: 'widget/main.ts',
      name: 'ToritsugiChat',
      formats: ['iife'],
      fileName: () => 'widget.js',
    },
  },
});
