import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('packages', import.meta.url));

export default defineConfig({
  resolve: {
    // Tests run against the sources; nothing has to be built.
    alias: [
      { find: /^ildl$/, replacement: `${packages}/cli/src/index.ts` },
      { find: /^@ildl\/([a-z0-9-]+)$/, replacement: `${packages}/$1/src/index.ts` },
    ],
  },
  test: {
    include: ['{packages,examples}/*/test/**/*.test.ts', 'tools/test/**/*.test.ts'],
    testTimeout: 60_000,
    silent: 'passed-only',
    coverage: { include: ['packages/*/src/**'], reporter: ['text', 'html'] },
  },
});
