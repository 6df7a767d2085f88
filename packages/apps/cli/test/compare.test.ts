import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOf, ildl, temporaryFolder } from './run-cli.js';

const folder = await temporaryFolder();
const file = async (name: string, content: string) => {
  await writeFile(join(folder, name), content);
  return `./${name}`;
};

/** A table of four features and so many labels, the first ones of which are the heaviest. */
const csv = (rows: number, labels: number): string => {
  const columns = (count: number) => Array.from({ length: count }, (_, k) => k);
  const noise = (i: number, k: number) => Math.abs(Math.sin(1 + 12.9898 * i + 78.233 * k)) * 0.9 + 0.05;
  const lines = Array.from({ length: rows }, (_, i) => {
    const weights = columns(labels).map((k) => noise(i, k + 9) / (1 + 2 * k));
    const sum = weights.reduce((a, b) => a + b, 0);
    return [...columns(4).map((k) => noise(i, k)), ...weights.map((weight) => weight / sum)].join(',');
  });
  return [
    [...columns(4).map((k) => `x${k}`), ...columns(labels).map((k) => `label:${k + 1}`)].join(','),
    ...lines,
  ].join('\n');
};

await mkdir(join(folder, 'data'));
await file('data/Movie.csv', csv(90, 5));
await file('data/emotion6.csv', csv(120, 7));
await mkdir(join(folder, 'empty'));

/** A method of a third party: what `uniform` predicts, by another name. */
const module = (id: string) =>
  [
    `import { uniform } from '${new URL('../../../methods/baselines/dist/index.js', import.meta.url)}';`,
    `import { defineMethod } from '${new URL('../../../training/trainer/dist/index.js', import.meta.url)}';`,
    `export const mine = defineMethod({ id: '${id}', summary: 'mine', defaults: {}, features: 'raw',`,
    '  usesValidation: false, method: () => uniform() });',
  ].join('\n');

const compare = (...args: string[]) => ildl(['compare', ...args], folder);
const small = (out: string, ...rest: string[]) =>
  compare('--preset', 'paper', '--data', 'data', '--folds', '3', '--out', out, ...rest);

interface Score {
  readonly dataset: string;
  readonly method: string;
  readonly labels: string;
  readonly metric: string;
  readonly n: number;
  readonly mean: number;
}

describe('ildl compare', () => {
  it('runs methods on the datasets of a folder and writes a page and tables; the second run computes nothing', async () => {
    const run = await small('floors', '--only', 'uniform,mean,maxent');
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('Not in data, so left out: SCUT-FBP, Flickr-LDL, RAF-ML, Natural Scene.');
    expect(run.stderr).toContain('18 cells');
    expect(run.stdout).toMatch(/Report: floors\/compare\.html\n$/);
    expect(run.stdout).toMatch(/KL ↓: sampled training rows.*\n\nMethod +movie +emotion6 +n\nuniform /);
    const read = (extension: string) => readFile(join(folder, 'floors', `compare.${extension}`), 'utf8');
    const page = await read('html');
    expect(page).toContain('</html>');
    expect(page).toContain('other features: 90 × 4 here, 7755 × 1869 there');
    expect(page).toContain('Not among the files: SCUT-FBP');
    const markdown = await read('md');
    expect(markdown).toMatch(/\| Method \| movie \| emotion6 \| n \|/);
    expect(markdown).toContain('tail labels');
    expect(await read('tex')).toContain('Method & movie & emotion6 & n');
    expect(await read('csv')).toMatch(/^movie,sampled,sampled,maxent,all,kl,/m);

    const before = await filesOf(join(folder, 'floors', 'timings'));
    const again = await small('floors', '--only', 'uniform,mean,maxent');
    expect(again.stderr).toContain('18 cells, 18 of them finished before');
    expect(again.stdout).toBe(run.stdout);
    expect(await filesOf(join(folder, 'floors', 'timings'))).toEqual(before);
    expect(await read('html')).toBe(page);
  }, 60_000);

  it('leaves parts of AMEMA out on every dataset, and tells programs what all results say together', async () => {
    const run = await small('ablation', '--only', 'uniform,mean,amema', '--set', 'epochs=2', '--json');
    expect(run.code).toBe(0);
    const document = JSON.parse(run.stdout);
    expect(document).toMatchObject({ preset: 'paper', missing: expect.arrayContaining(['RAF-ML']) });
    const names = ['amema', 'amema without MOME', 'amema without WEIG', 'amema without WEIG and MOME'];
    const methods = [...new Set(document.summary.map(({ method }: Score) => method))].sort();
    expect(methods).toEqual([...names, 'mean', 'uniform']);
    expect(document.cells).toHaveLength(6 * 2 * 3);
    const kl = document.ranks.find(({ metric }: Score) => metric === 'kl');
    expect(kl.methods.map(({ method }: Score) => method).sort()).toEqual(['amema', 'mean', 'uniform']);
    expect(kl.friedman).toMatchObject({ p: expect.any(Number) });
    expect(kl.criticalDifference).toBeGreaterThan(2);
    expect(
      document.winTieLoss.filter(({ metric }: Score) => metric === 'kl').map(({ method }: Score) => method),
    ).toEqual(expect.arrayContaining(['uniform', 'mean']));
    const page = await readFile(join(folder, 'ablation', 'compare.html'), 'utf8');
    expect(page.match(/<summary>Published ablation on (movie|emotion6)</g)).toHaveLength(2);
    for (const name of names)
      expect(page).toContain(`<th scope="row">${name.replace(/^amema/, 'AMEMA')}</th>`);
  }, 60_000);

  it('takes the methods of a module of a third party beside the others', async () => {
    const path = await file('my-method.js', module('mine'));
    const run = await small('joined', path, 'mean', '--only', 'uniform,mean', '--json');
    expect(run.code).toBe(0);
    const summary: Score[] = JSON.parse(run.stdout).summary;
    const means = (name: string) =>
      summary.filter(({ method }) => method === name).map(({ method: _, ...score }) => score);
    expect(means('mean').length).toBeGreaterThan(0);
    expect(means('mine')).toEqual(means('uniform'));
    expect(new Set(means('mine').map(({ dataset }) => dataset))).toEqual(new Set(['movie', 'emotion6']));
    expect(await readFile(join(folder, 'joined', 'compare.html'), 'utf8')).toContain(
      '<th scope="row">mine</th>',
    );
  }, 60_000);

  it('refuses a method that has the id of another', async () => {
    const path = await file('taken.js', module('uniform'));
    const { code, stdout, stderr } = await small('refused', path);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^ildl: The module \S+taken\.js has a method uniform, the id of one that comes with ildl[^\n]+\n$/,
    );
  });
});
