import { defineConfig } from 'vitest/config';

// `fast` runs with `npm test`; `deep`, for which a Prometheus 3 is built, with `npm run test:deep`.
// Starting servers takes seconds, on a busy machine more.
const timeouts = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'fast', include: ['test/*.test.ts'], ...timeouts } },
      {
        test: {
          name: 'deep',
          include: ['test/contract.test.ts', 'test/deep/*.test.ts'],
          env: { OBS_TEST_DEEP: 'true' },
          ...timeouts,
        },
      },
    ],
  },
});
