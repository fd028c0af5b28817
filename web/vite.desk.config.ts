/** The staff's desk, served at `/staff`. Its own build, because it is React and the customer's pages are Preact. */
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  base: '/static/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'react' } },
  build: {
    target: 'es2022',
    license: { fileName: 'desk-licenses.md' },
    // Older targets would rewrite light-dark() into something that follows another switch than Mantine's.
    cssTarget: 'esnext',
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: { staff: 'desk/index.html' },
      output: {
        // What every page loads and what seldom changes, apart from our own code.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'socket', test: /node_modules\/(socket\.io|engine\.io|@socket\.io)/ },
          ],
        },
      },
      // `use client` is a word to server frameworks; there is none here.
      onLog: (level, log, tell) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && tell(level, log),
    },
  },
});
