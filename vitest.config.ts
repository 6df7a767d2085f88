import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { packagesOf } from './tools/workspace.mjs';

export default defineConfig({
  resolve: {
    // Tests run against the sources; nothing has to be built.
    alias: [
      ...packagesOf().map(({ name, path }) => ({
        find: new RegExp(`^${name}$`),
        replacement: `${path}/src/index.ts`,
      })),
      {
        find: '@ildl/datasets/node',
        replacement: fileURLToPath(new URL('packages/pieces/datasets/src/node.ts', import.meta.url)),
      },
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
