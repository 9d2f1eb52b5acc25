import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/totals-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // One instance of tfjs-core for the backend and the gradients: both are ES modules in packages that do not say so.
    server: { deps: { inline: [/@tensorflow/] } },
  },
});
