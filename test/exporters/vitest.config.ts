import { defineConfig } from 'vitest/config';

// `fast` runs with `npm test`; `deep`, which needs servers and minutes, with `npm run test:deep`.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'fast', include: ['test/*.test.ts'], testTimeout: 120_000 } },
      { test: { name: 'deep', include: ['test/deep/*.test.ts'], testTimeout: 600_000 } },
    ],
  },
});
