import { defineConfig } from 'vitest/config';

// Property tests and attacks of a million sets run on busy machines, too.
export default defineConfig({ test: { testTimeout: 60_000 } });
