import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Starting a fleet takes seconds, on a busy machine more, and two at once disturb each other.
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
