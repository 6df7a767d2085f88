import { describe, expect, it } from 'vitest';
import { checkBoundaries } from '../check-boundaries.mjs';
import type { Layer } from '../layers.mjs';
import { temporaryFolder } from './temporary-folder.js';

const layers: Record<string, Layer> = {
  trainer: 'core',
  backends: 'piece',
  'compiled-step': 'piece',
  losses: 'piece',
  layers: 'piece',
  amema: 'method',
  rda: 'method',
  report: 'app',
  cli: 'app',
};

const manifest = (name: string, dependencies: string[] = [], more = {}) =>
  JSON.stringify({
    name: `@ildl/${name}`,
    dependencies: Object.fromEntries(dependencies.map((one) => [one, '1.0.0'])),
    ...more,
  });

const good = {
  'packages/trainer/package.json': manifest('trainer', ['pure-rand']),
  'packages/trainer/src/index.ts': `import { readFileSync } from 'node:fs';\nimport { x } from 'pure-rand/sub/path';`,
  'packages/losses/package.json': manifest('losses', ['@ildl/trainer'], {
    peerDependencies: { '@tensorflow/tfjs': '4' },
  }),
  'packages/losses/src/index.ts': `export type { Metric } from '@ildl/trainer';\nexport { kl } from './kl.js';`,
  'packages/losses/src/kl.ts': `import * as tf from '@tensorflow/tfjs';\n// Math.random() and x.dispose() in a comment`,
  'packages/losses/test/kl.test.ts': `import { linear } from '@ildl/layers';\nimport { kl } from '../src/index.js';`,
  'packages/layers/package.json': manifest('layers'),
  'packages/layers/src/index.ts': `export {};`,
  'packages/compiled-step/package.json': manifest('compiled-step'),
  'packages/compiled-step/src/index.ts': `export {};`,
  'packages/backends/package.json': manifest('backends', ['@ildl/compiled-step']),
  'packages/backends/src/index.ts': `export const stop = (x) => { x.dataSync(); x.dispose(); };\nimport('@ildl/compiled-step');`,
  'packages/amema/package.json': manifest('amema', ['@ildl/losses', '@ildl/trainer']),
  'packages/amema/src/index.ts': `import { kl } from '@ildl/losses';\nimport { gradientMethod } from '@ildl/trainer';`,
  'packages/report/package.json': manifest('report'),
  'packages/report/src/index.ts': `export const now = () => Date.now();`,
  'packages/cli/package.json': manifest('cli', ['@ildl/report', '@ildl/amema']),
  'packages/cli/src/index.ts': `import { now } from '@ildl/report';\nexport const load = () => import('@ildl/amema');`,
  'packages/cli/bin/cli.js': `#!/usr/bin/env node\nimport '../dist/index.js';`,
  'examples/own/package.json': JSON.stringify({ name: 'own', dependencies: { '@ildl/amema': '1.0.0' } }),
  'examples/own/src/index.ts': `import { amema } from '@ildl/amema';`,
};

const problemsWith = (files: Record<string, string>) =>
  checkBoundaries(temporaryFolder({ ...good, ...files }), layers);

describe('checkBoundaries', () => {
  it('finds nothing where every import keeps the layers', () => {
    expect(problemsWith({})).toEqual([]);
  });

  const bad: Record<string, [files: Record<string, string>, problem: RegExp]> = {
    'a package without a layer': [
      { 'packages/dildl/package.json': manifest('dildl') },
      /^packages\/dildl has no layer: add it to tools\/layers\.mjs/,
    ],
    'a piece that imports the trainer at run time': [
      { 'packages/losses/src/kl.ts': `\nimport { scope } from '@ildl/trainer';` },
      /^packages\/losses\/src\/kl\.ts:2 imports @ildl\/trainer at run time/,
    ],
    'inline types, which keep the import': [
      { 'packages/losses/src/kl.ts': `import { type Metric } from '@ildl/trainer';` },
      /kl\.ts:1 imports @ildl\/trainer at run time/,
    ],
    'a dynamic import': [
      { 'packages/losses/src/kl.ts': `const trainer = await import('@ildl/trainer');` },
      /kl\.ts:1 imports @ildl\/trainer at run time/,
    ],
    'a piece that imports a piece': [
      {
        'packages/layers/package.json': manifest('layers', ['@ildl/losses']),
        'packages/layers/src/index.ts': `import type { Kl } from '@ildl/losses';`,
      },
      /a piece never imports a package of the layer piece/,
    ],
    'a method that imports a method': [
      {
        'packages/rda/package.json': manifest('rda', ['@ildl/amema']),
        'packages/rda/src/index.ts': `export * from '@ildl/amema';`,
      },
      /a method never imports a package of the layer method/,
    ],
    'a core that imports upwards, in a type': [
      {
        'packages/trainer/package.json': manifest('trainer', ['@ildl/losses']),
        'packages/trainer/src/index.ts': `export type Kl = import('@ildl/losses').Kl;`,
      },
      /a core never imports a package of the layer piece/,
    ],
    'an import that is not declared': [
      { 'packages/report/src/index.ts': `import { parse } from 'csv-parse/sync';` },
      /imports csv-parse, which packages\/report\/package\.json does not declare/,
    ],
    'an example whose import is not declared': [
      { 'examples/own/src/other.ts': `import { kl } from '@ildl/losses';` },
      /imports @ildl\/losses, which examples\/own\/package\.json does not declare/,
    ],
    'a declared package that is not imported': [
      { 'packages/amema/src/index.ts': `import { gradientMethod } from '@ildl/trainer';` },
      /packages\/amema\/package\.json declares @ildl\/losses, but nothing/,
    ],
    'a path into another package': [
      { 'packages/losses/src/kl.ts': `import { linear } from '../../layers/src/index.js';` },
      /imports \.\.\/\.\.\/layers\/src\/index\.js, which is outside packages\/losses/,
    ],
    'apps that import each other': [
      {
        'packages/report/package.json': manifest('report', ['@ildl/cli']),
        'packages/report/src/index.ts': `import { load } from '@ildl/cli';`,
      },
      /in a circle: .*@ildl\/report -> @ildl\/cli|in a circle: .*@ildl\/cli -> @ildl\/report/,
    ],
    'chance in a piece': [{ 'packages/losses/src/kl.ts': `const draw = Math.random;` }, /uses Math\.random/],
    'the clock in a method': [
      { 'packages/amema/src/clock.ts': `export const at = Date.now();` },
      /uses Date\.now/,
    ],
    'a piece that disposes': [
      { 'packages/losses/src/kl.ts': `const f = (x) => x.y.dispose();` },
      /uses dispose/,
    ],
    'a piece that reads a tensor': [
      { 'packages/losses/src/kl.ts': `const f = (x) => x.dataSync()[0];` },
      /uses dataSync/,
    ],
  };
  it.each(Object.entries(bad))('finds %s', (_, [files, problem]) => {
    expect(problemsWith(files)).toEqual([expect.stringMatching(problem)]);
  });
});
