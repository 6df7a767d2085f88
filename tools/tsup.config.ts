import { copyFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';

/** Bundled into each package that uses it: it is not published. */
const internal = ['@ildl/internal'];

/** The one build of every package: ESM for Node 20, with one declaration file per entry. */
export const library = (overrides: Options = {}) =>
  defineConfig({
    entry: ['src/index.ts'],
    format: 'esm',
    target: 'node20',
    dts: { resolve: internal },
    noExternal: internal,
    clean: true,
    sourcemap: true,
    treeshake: true,
    silent: true,
    // npm packs the licence only from the folder of the package.
    onSuccess: () => copyFile('../../../LICENSE', 'LICENSE'),
    ...overrides,
  });
