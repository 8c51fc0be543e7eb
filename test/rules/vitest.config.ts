import { defineConfig } from 'vitest/config';

// `fast` runs with `npm test`; `deep`, which runs all systems or tests days of samples, with
// `npm run test:deep`.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'deep',
          include: ['test/deep/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
