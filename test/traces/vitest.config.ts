import { defineConfig } from 'vitest/config';

// `fast` runs with `npm test`; `deep`, which needs servers that have to be built, with
// `npm run test:deep`. One file at a time: several processes each, and latencies are compared.
const shared = { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'fast', include: ['test/*.test.ts'], ...shared } },
      { test: { name: 'deep', include: ['test/deep/*.test.ts'], ...shared } },
    ],
  },
});
