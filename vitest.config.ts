import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts'],
    setupFiles: ['scripts/test-setup.mjs'],
    // On a busy CI machine a child process or a browser may be late once; what fails twice is a fault.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
});
