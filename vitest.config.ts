import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { documents, examplesIn } from './tools/code-blocks.mjs';
import { markdownTests } from './tools/testing/markdown-tests.js';
import { entriesOf, packagesOf } from './tools/workspace.mjs';

/** Tests of packages without tensors, which need not wait for TensorFlow.js. */
const withoutTensors = ['packages/pieces/{datasets,minimizers}', 'packages/apps/{cli,report}', 'tools'].map(
  (folder) => `${folder}/test/**/*.test.ts`,
);

/** Tests run against the sources; only those of the command line, which are processes, need a build. */
const sources = {
  alias: [
    ...packagesOf().flatMap((one) =>
      entriesOf(one).map(({ id, source }) => ({
        find: new RegExp(`^${id}$`),
        replacement: `${one.path}/${source}`,
      })),
    ),
    { find: 'testing', replacement: fileURLToPath(new URL('tools/testing', import.meta.url)) },
  ],
};

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // By default one core stays idle, which is half of the machine where there are two.
    maxWorkers: '100%',
    silent: 'passed-only',
    coverage: { include: ['packages/*/*/src/**'], reporter: ['text', 'html'] },
    projects: [
      {
        extends: true,
        resolve: sources,
        test: {
          name: 'tensors',
          include: ['packages/*/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts'],
          exclude: withoutTensors,
          setupFiles: 'tools/testing/set-up.ts',
        },
      },
      { extends: true, resolve: sources, test: { name: 'no tensors', include: withoutTensors } },
      {
        extends: true,
        plugins: [markdownTests()],
        test: {
          // The examples run as their reader's would: against the built packages, as Node loads them.
          name: 'documentation',
          include: documents().filter((file) => examplesIn(file).length > 0),
          server: { deps: { external: [/\/dist\//] } },
          testTimeout: 120_000,
        },
      },
    ],
  },
});
