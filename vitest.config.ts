import { defineConfig } from 'vitest/config';

/** Tests of pure functions: the modules that they share are loaded once for all of them. */
const PURE = ['algorithms', 'data', 'formats', 'language', 'networks', 'reruns'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    reporters: ['default', './test/totals-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // One instance of tfjs-core for the backend and the gradients: both are ES modules in packages that do not say so.
    server: { deps: { inline: [/@tensorflow/] } },
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: PURE } },
    ],
  },
});
