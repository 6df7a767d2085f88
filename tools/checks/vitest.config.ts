import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What `npm test` and `npm run test:system` run beside the tests of vitest.config.ts: on the sources, or on the build. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { alias: { testing: fileURLToPath(new URL('../testing', import.meta.url)) } },
  test: {
    testTimeout: 600_000,
    hookTimeout: 600_000,
    silent: 'passed-only',
    maxConcurrency: 2,
    projects: [
      ...['sources', 'build', 'packages'].map((name) => ({
        extends: true as const,
        test: { name, include: [`tools/checks/${name}.check.ts`] },
      })),
      // Against the built packages, and parts of the system: a browser.
      { extends: true, test: { name: 'system', include: ['packages/*/*/test/**/*.system.test.ts'] } },
    ],
  },
});
