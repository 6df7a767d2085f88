import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [{ find: /^@ildl\/([a-z-]+)$/, replacement: `${root('packages')}/$1/src/index.ts` }],
  },
  test: {
    include: ['{packages,examples}/*/test/**/*.test.ts', 'tools/test/**/*.test.ts'],
    testTimeout: 60_000,
  },
});
