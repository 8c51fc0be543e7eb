import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Thousands of generated queries take seconds on a busy machine.
  test: { include: ['test/*.test.ts'], testTimeout: 60_000 },
});
