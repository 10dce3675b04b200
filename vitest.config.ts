import { defineConfig } from 'vitest/config';

const alias = { '@': import.meta.dirname, 'server-only': `${import.meta.dirname}/test/server-only.ts` };

const codemirrorPromql = `${import.meta.dirname}/node_modules/@prometheus-io/codemirror-promql/dist/esm/index.js`;

export default defineConfig({
  resolve: { alias },
  test: {
    // By default one processor is left to the person at the machine: of two that is half.
    maxWorkers: '100%',
    // CI tells which tests needed it; elsewhere a test that fails once has failed.
    retry: process.env.CI ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{lib,sandbox,scripts,bench}/**/*.test.ts'],
          setupFiles: ['test/setup-data.ts'],
          testTimeout: 90_000,
        },
      },
      {
        extends: true,
        // Node would load its CommonJS, and with that a second CodeMirror.
        resolve: { alias: { '@prometheus-io/codemirror-promql': codemirrorPromql } },
        test: {
          name: 'component',
          environment: 'jsdom',
          include: ['components/**/*.test.tsx'],
          setupFiles: ['test/setup-dom.ts'],
          server: { deps: { inline: [/codemirror-promql/] } },
          testTimeout: 90_000,
        },
      },
    ],
  },
});
