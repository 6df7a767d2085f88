import { describe, expect, it } from 'vitest';
import { packageProblems } from '../checks/package-problems.js';
import { closureOf, type Manifest, type Package, requiredPeersOf } from '../workspace.mjs';

const manifest: Manifest = { name: '@ildl/losses', version: '1.0.0', description: 'Losses' };
const contents = ['LICENSE', 'README.md', 'package.json', 'dist/index.js'];

describe('packageProblems', () => {
  it('finds nothing in a package that keeps our promises', () => {
    const dependencies = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`other-${i}`, '1']));
    const own = { ...manifest, dependencies: { ...dependencies, '@ildl/trainer': '1' } };
    expect(packageProblems(own, contents, new Set(['@ildl/trainer']))).toEqual([]);
  });

  it('finds what breaks them', () => {
    const problems = packageProblems(
      {
        name: 'bad',
        version: '1.0.0',
        scripts: { postinstall: 'node fetch.js' },
        dependencies: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`other-${i}`, '1'])),
      },
      ['package.json', 'src/index.ts'],
      new Set(),
    );
    for (const word of [
      'LICENSE',
      'README.md',
      'src/index.ts',
      'description',
      'postinstall',
      '11 production',
    ])
      expect(problems).toContainEqual(expect.stringContaining(word));
    expect(problems).toHaveLength(6);
  });
});

const packageOf = (name: string, more: Partial<Manifest> = {}): Package => ({
  name,
  folder: name,
  layer: 'pieces',
  path: `/packages/${name}`,
  manifest: { name, version: '1.0.0', ...more },
});

describe('closureOf', () => {
  it('is the package and all that it needs at run time, once each', () => {
    const trainer = packageOf('trainer', { dependencies: { 'pure-rand': '1' } });
    const losses = packageOf('losses', { dependencies: { trainer: '1' } });
    const amema = packageOf('amema', { dependencies: { losses: '1', trainer: '1' } });
    const report = packageOf('report', { devDependencies: { amema: '1' } });
    const all = [amema, losses, report, trainer];
    expect(closureOf(amema, all).map(({ name }) => name)).toEqual(['amema', 'losses', 'trainer']);
    expect(closureOf(report, all)).toEqual([report]);
  });
});

describe('requiredPeersOf', () => {
  it('leaves out the optional ones', () => {
    const backends = packageOf('backends', {
      peerDependencies: { tfjs: '4', wasm: '4' },
      peerDependenciesMeta: { wasm: { optional: true } },
    });
    expect(requiredPeersOf(backends)).toEqual(['tfjs']);
  });
});
