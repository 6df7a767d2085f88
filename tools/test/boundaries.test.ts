import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from 'testing/temporary-folder.js';
import { expect, it } from 'vitest';
import { tool } from '../command.mjs';
import { root } from '../workspace.mjs';

const manifest = (name: string, dependencies: string[] = [], more = {}) =>
  JSON.stringify({
    name,
    dependencies: Object.fromEntries(dependencies.map((one) => [one, '1.0.0'])),
    ...more,
  });

const installed = (name: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: '',
});

const piece = {
  devDependencies: { '@ildl/internal': '1' },
  peerDependencies: { '@tensorflow/tfjs-core': '4' },
};

/** A small workspace that keeps every rule. */
const good = {
  ...installed('@tensorflow/tfjs'),
  ...installed('@tensorflow/tfjs-core'),
  ...installed('pure-rand'),
  ...installed('vitest'),
  '.gitignore': 'node_modules/',
  'package.json': JSON.stringify({
    private: true,
    workspaces: ['packages/*/*', 'examples/*'],
    devDependencies: { vitest: '1.0.0' },
  }),
  'packages/base/interface/package.json': manifest('@ildl/interface'),
  'packages/base/interface/src/index.ts': 'export type Metric = string;',
  'packages/base/internal/package.json': manifest('@ildl/internal', [], { private: true }),
  'packages/base/internal/src/index.ts': 'export const ildlError = 1;',
  'packages/pieces/losses/package.json': manifest('@ildl/losses', ['@ildl/interface'], piece),
  'packages/pieces/losses/src/index.ts': `export type { Metric } from '@ildl/interface';\nexport { kl } from './kl.js';`,
  'packages/pieces/losses/src/kl.ts': `import * as tf from '@tensorflow/tfjs-core';\nimport { ildlError } from '@ildl/internal';\n// Math.random() and x.dispose() in a comment\nexport const kl = [tf, ildlError];`,
  'packages/pieces/losses/test/kl.test.ts': `import * as tf from '@tensorflow/tfjs';\nimport { linear } from '@ildl/layers';\nimport { it } from 'vitest';\nimport { kl } from '../src/index.js';\nit('', () => [kl, linear, tf.dispose(1), Math.random()]);`,
  'packages/pieces/layers/package.json': manifest('@ildl/layers', [], piece),
  'packages/pieces/layers/src/index.ts': 'export const linear = 1;',
  'packages/engine/compiled-step/package.json': manifest('@ildl/compiled-step'),
  'packages/engine/compiled-step/src/index.ts': 'export const compile = 1;',
  'packages/engine/backends/package.json': manifest('@ildl/backends', ['@ildl/compiled-step']),
  'packages/engine/backends/src/index.ts': `export const stop = (x: { dispose(): void }) => x.dispose();\nexport const load = () => import('@ildl/compiled-step');`,
  'packages/training/trainer/package.json': manifest('@ildl/trainer', ['pure-rand']),
  'packages/training/trainer/src/index.ts': `import { readFileSync } from 'node:fs';\nimport { x } from 'pure-rand';\nexport const scope = [readFileSync, x];`,
  'packages/methods/amema/package.json': manifest('@ildl/amema', ['@ildl/losses', '@ildl/trainer']),
  'packages/methods/amema/src/index.ts': `import { kl } from '@ildl/losses';\nimport { scope } from '@ildl/trainer';\nexport const amema = [kl, scope];`,
  'packages/methods/rda/package.json': manifest('@ildl/rda'),
  'packages/methods/rda/src/index.ts': 'export const rda = 1;',
  'packages/apps/report/package.json': manifest('@ildl/report'),
  'packages/apps/report/src/index.ts': 'export const now = () => Date.now();',
  'packages/apps/cli/package.json': manifest('ildl', ['@ildl/report', '@ildl/amema']),
  'packages/apps/cli/src/index.ts': `export { now } from '@ildl/report';\nexport const load = () => import('@ildl/amema');`,
  'examples/own/package.json': manifest('own', ['@ildl/amema']),
  'examples/own/src/index.ts': `export { amema } from '@ildl/amema';`,
};

/** A small workspace under the configuration of this one. */
const workspaceOf = (files: Record<string, string>) => {
  const folder = temporaryFolder(files);
  mkdirSync(join(folder, 'tools/lint'), { recursive: true });
  for (const file of [
    'biome.json',
    'knip.jsonc',
    'tsconfig.json',
    'tsconfig.base.json',
    ...readdirSync(join(root, 'tools/lint')).map((name) => `tools/lint/${name}`),
  ])
    copyFileSync(join(root, file), join(folder, file));
  return folder;
};

/** What dependency-cruiser says of a workspace: `file: rule`, sorted. */
const violationsIn = async (cwd: string) => {
  const config = join(root, '.dependency-cruiser.mjs');
  const { stdout, output } = await tool(
    'dependency-cruiser',
    ['--config', config, '--output-type', 'json', 'packages', 'examples'],
    { cwd },
  );
  if (!stdout.startsWith('{')) throw new Error(output);
  const { violations } = JSON.parse(stdout).summary as {
    violations: { from: string; rule: { name: string } }[];
  };
  return [...new Set(violations.map(({ from, rule }) => `${from}: ${rule.name}`))].sort();
};

/** What Biome's plugins, and its rule for imports of types, say of a workspace: `file:line: message`, sorted. */
const usesIn = async (cwd: string) => {
  const { stdout, output } = await tool('@biomejs/biome', ['lint', '--reporter=json', '.'], { cwd });
  if (!stdout.startsWith('{')) throw new Error(output);
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: {
      category: string;
      message: string;
      location: { path: string; start: { line: number } };
    }[];
  };
  return diagnostics
    .filter(({ category }) => category === 'plugin' || category === 'lint/style/useImportType')
    .map(({ message, location: { path, start } }) => `${path}:${start.line}: ${message.split(':')[0]}`)
    .sort();
};

it('dependency-cruiser and Biome find nothing where every rule is kept', async () => {
  const folder = workspaceOf(good);
  expect(await violationsIn(folder)).toEqual([]);
  expect(await usesIn(folder)).toEqual([]);
});

it('dependency-cruiser finds every import that breaks a rule', async () => {
  const bad: Record<string, { code: string; rules: string[] }> = {
    'packages/pieces/losses/src/run-time.ts': {
      code: `import { scope } from '@ildl/trainer';`,
      rules: [
        'pieces-imports-only-what-is-below',
        'pieces-run-on-tfjs-core',
        'workspace-package-not-declared',
      ],
    },
    'packages/pieces/losses/src/dynamic.ts': {
      code: `export const metric = import('@ildl/interface');`,
      rules: ['pieces-run-on-tfjs-core'],
    },
    'packages/pieces/losses/src/whole-tfjs.ts': {
      code: `import * as tf from '@tensorflow/tfjs';`,
      rules: ['not-declared', 'pieces-run-on-tfjs-core'],
    },
    'packages/pieces/losses/src/sibling.ts': {
      code: `import type { linear } from '@ildl/layers';`,
      rules: ['no-siblings', 'workspace-package-not-declared'],
    },
    'packages/pieces/losses/src/path.ts': {
      code: `import type { linear } from '../../layers/src/index.js';`,
      rules: ['no-siblings', 'no-way-into-a-package', 'workspace-package-not-declared'],
    },
    'packages/engine/backends/src/eager.ts': {
      code: `import { compile } from '@ildl/compiled-step';`,
      rules: ['compiled-step-on-demand'],
    },
    'packages/methods/rda/src/sibling.ts': {
      code: `export * from '@ildl/amema';`,
      rules: ['no-siblings', 'workspace-package-not-declared'],
    },
    'packages/training/trainer/src/upwards.ts': {
      code: `export type Kl = typeof import('@ildl/amema').amema;`,
      rules: ['training-imports-only-what-is-below', 'workspace-package-not-declared'],
    },
    'packages/apps/report/src/missing.ts': {
      code: `import { x } from 'pure-rand';`,
      rules: ['not-declared'],
    },
    'packages/apps/report/src/development.ts': {
      code: `import { it } from 'vitest';`,
      rules: ['not-declared'],
    },
    'packages/apps/report/src/absent.ts': {
      code: `import { x } from 'not-installed';`,
      rules: ['not-found'],
    },
    // A circle is told once.
    'packages/apps/report/src/a.ts': { code: `import type { B } from './b.js';`, rules: ['no-circles'] },
    'packages/apps/report/src/b.ts': { code: `import './a.js';\nexport type B = 1;`, rules: [] },
    'examples/own/src/other.ts': {
      code: `import { kl } from '@ildl/losses';`,
      rules: ['workspace-package-not-declared'],
    },
  };
  const files = Object.fromEntries(Object.entries(bad).map(([path, { code }]) => [path, code]));
  const expected = Object.entries(bad).flatMap(([path, { rules }]) =>
    rules.map((rule) => `${path}: ${rule}`),
  );
  expect(await violationsIn(workspaceOf({ ...good, ...files }))).toEqual(expected.sort());
});

it('Biome finds the clock and chance outside of apps, pieces that own tensors, and inline types, which keep an import', async () => {
  const bad = {
    'packages/pieces/losses/src/chance.ts': 'export const draw = Math.random;',
    'packages/training/trainer/src/chance.ts': 'export const draw = Math.random();',
    'packages/methods/amema/src/clock.ts': 'export const at = Date.now();',
    'packages/pieces/losses/src/dispose.ts': 'export const f = (x: any) => x.y.dispose();',
    'packages/pieces/losses/src/dispose-maybe.ts': 'export const f = (x: any) => x?.dispose();',
    'packages/pieces/losses/src/read.ts': 'export const f = (x: any) => x.dataSync()[0];',
    'packages/pieces/losses/src/read-array.ts': 'export const f = (x: any) => x.arraySync();',
    'packages/pieces/losses/src/inline-type.ts': `import { type Metric } from '@ildl/interface';\nexport type M = Metric;`,
  };
  const message = (path: string) =>
    /inline-type/.test(path)
      ? 'All these imports are only used as types.'
      : /chance|clock/.test(path)
        ? 'Take an Rng or the time as an argument'
        : 'A piece neither disposes tensors nor reads their data';
  expect(await usesIn(workspaceOf({ ...good, ...bad }))).toEqual(
    Object.keys(bad)
      .map((path) => `${path}:1: ${message(path)}`)
      .sort(),
  );
});

it('knip finds a declared package that nothing imports', async () => {
  const unusedIn = async (files: Record<string, string>) => {
    const args = ['--no-progress', '--no-config-hints', '--include', 'dependencies', '--reporter', 'json'];
    const { stdout, output } = await tool('knip', args, { cwd: workspaceOf({ ...good, ...files }) });
    if (!stdout.startsWith('{')) throw new Error(output);
    const { issues } = JSON.parse(stdout) as { issues: { file: string; dependencies: { name: string }[] }[] };
    return issues.flatMap(({ file, dependencies }) => dependencies.map(({ name }) => `${file}: ${name}`));
  };
  expect(await unusedIn({})).toEqual([]);
  const code = `import { scope } from '@ildl/trainer';\nexport const amema = scope;`;
  expect(await unusedIn({ 'packages/methods/amema/src/index.ts': code })).toEqual([
    'packages/methods/amema/package.json: @ildl/losses',
  ]);
});
