import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Starting servers takes seconds, on a busy machine more.
  test: { include: ['test/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
});
