import { defineConfig } from 'vitest/config';

const alias = { '@': import.meta.dirname, 'server-only': `${import.meta.dirname}/test/server-only.ts` };

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{lib,sandbox,scripts,bench}/**/*.test.ts'],
          setupFiles: ['test/setup-data.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'component',
          environment: 'jsdom',
          include: ['components/**/*.test.tsx'],
          setupFiles: ['test/setup-dom.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
