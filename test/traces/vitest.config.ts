import { defineConfig } from 'vitest/config';

// All of them need servers that have to be built, so they run with `npm run test:deep` only. One file
// at a time: several processes each, and latencies are compared.
export default defineConfig({
  test: {
    include: ['test/deep/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
