import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { entriesOf, packagesOf } from './tools/workspace.mjs';

export default defineConfig({
  resolve: {
    // Tests run against the sources; nothing has to be built.
    alias: [
      ...packagesOf().flatMap((one) =>
        entriesOf(one).map(({ id, source }) => ({
          find: new RegExp(`^${id}$`),
          replacement: `${one.path}/${source}`,
        })),
      ),
      { find: 'testing', replacement: fileURLToPath(new URL('tools/testing', import.meta.url)) },
    ],
  },
  test: {
    include: ['packages/*/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'tools/test/**/*.test.ts'],
    testTimeout: 60_000,
    silent: 'passed-only',
    coverage: { include: ['packages/*/*/src/**'], reporter: ['text', 'html'] },
  },
});
