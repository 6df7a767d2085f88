import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOf, ildl, temporaryFolder } from './run-cli.js';

const folder = await temporaryFolder();
const tfjs = import.meta.resolve('@tensorflow/tfjs');

await writeFile(
  join(folder, 'top-label.mjs'),
  `import * as tf from '${tfjs}';
   export const topLabel = {
     name: 'topLabel',
     title: 'Top label',
     better: 'higher',
     rows: (y, p) => tf.cast(tf.equal(tf.argMax(y, 1), tf.argMax(p, 1)), 'float32'),
   };`,
);
await writeFile(join(folder, 'none.mjs'), 'export const nothing = 1;');
await writeFile(
  join(folder, 'taken.mjs'),
  "export const kl = { name: 'kl', better: 'lower', rows: (y) => y.sum(1) };",
);

const run = (...args: string[]) =>
  ildl(['run', 'uniform', 'mean', '--folds', '3', '--out', 'runs', ...args], folder);
const report = (...args: string[]) => ildl(['report', 'runs', '--format', 'markdown', ...args], folder);

describe('metrics of scoring', () => {
  it('are computed of kept predictions: a metric of a module joins finished cells, which stay as they are', async () => {
    expect((await run()).code).toBe(0);
    const before = await filesOf(join(folder, 'runs', 'cells'));
    expect(await readdir(join(folder, 'runs', 'predictions'))).toHaveLength(Object.keys(before).length);

    const again = await run('--metrics', './top-label.mjs,kl,zero-one-loss');
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('6 cells');
    expect(again.stdout).toMatch(/Top label ↑ +KL ↓ +Zero-one-loss ↓ +n\n/);
    expect(await filesOf(join(folder, 'runs', 'cells'))).toEqual(before);
    const page = await readFile(join(folder, 'runs', 'report.html'), 'utf8');
    expect(page).toContain('Top label');
    expect(page).not.toContain('Chebyshev');

    // The share of rows whose dominant label is found, and of those where it is not, are one together.
    const { stdout: csv } = await ildl(
      ['report', 'runs', '--format', 'csv', '--metrics', 'zero-one-loss,./top-label.mjs,kl'],
      folder,
    );
    const means = (metric: string) =>
      csv.split('\r\n').flatMap((line) => {
        const columns = line.split(',');
        return columns[4] === 'all' && columns[5] === metric ? [Number(columns[6])] : [];
      });
    expect(means('topLabel')).toHaveLength(2);
    for (const [i, share] of means('topLabel').entries())
      expect(share + (means('zero-one-loss')[i] as number)).toBeCloseTo(1, 6);
    expect(csv).not.toContain('chebyshev');
  }, 60_000);

  it('decide by their direction what is best', async () => {
    const { stdout } = await report('--metrics', './top-label.mjs,zero-one-loss');
    const cells = (method: string) =>
      (new RegExp(`^\\| ${method} \\| (.*) \\| (.*) \\| 3 \\|$`, 'm').exec(stdout) ?? []).slice(1);
    const bold = (text = '') => text.startsWith('**');
    expect(cells('mean').map(bold)).toEqual([true, true]);
    expect(cells('uniform').map(bold)).toEqual([false, false]);
  });

  it('say what is wrong with a name, a module, or a cell without predictions', async () => {
    for (const [metrics, sentence] of [
      ['kull', /^ildl: There is no metric "kull"\. Did you mean "kl"\?/],
      ['kl,kl', /^ildl: The metric kl is given twice/],
      ['./none.mjs', /^ildl: The module \.\/none\.mjs exports no metric/],
      [
        './taken.mjs',
        /^ildl: The module \.\/taken\.mjs has a metric kl, the name of one that comes with ildl/,
      ],
    ] as const) {
      const { code, stderr } = await report('--metrics', metrics);
      expect(stderr).toMatch(sentence);
      expect(code).toBe(2);
    }
    const [name = ''] = await readdir(join(folder, 'runs', 'predictions'));
    await writeFile(join(folder, 'runs', 'predictions', name), 'no file');
    expect((await report()).code).toBe(0);
    const damaged = await report('--metrics', 'spearman');
    expect(damaged).toMatchObject({ code: 1, stderr: expect.stringContaining('are damaged') });
    await rm(join(folder, 'runs', 'predictions', name));
    const missing = await report('--metrics', 'spearman');
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('are missing') });
  });
});
