import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { filesOf, ildl, start, temporaryFolder } from './run-cli.js';

const folder = await temporaryFolder();
const page = (out: string, name = 'report.html') => readFile(join(folder, out, name), 'utf8');

describe('plan, work, status, report', () => {
  const planned = ['amema', 'uniform', 'mean', '--folds', '4', '--set', 'epochs=6', '--out', 'shared'];

  it('let several processes share the work of one folder, each cell once', async () => {
    const plan = await ildl(['plan', ...planned], folder);
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.stdout).toContain('12 cells are planned in shared.');
    expect((await ildl(['status', 'shared', '--json'], folder)).stdout).toBe(
      `${JSON.stringify({ planned: 12, done: 0, diverged: 0, failed: 0, running: 0, missing: 12, failures: [] })}\n`,
    );
    const works = await Promise.all(
      [1, 2, 3].map(() => start(['work', 'shared', '--workers', '1'], folder).end),
    );
    for (const { code, stdout } of works) {
      expect(code).toBe(0);
      expect(stdout).toContain('12 of 12 cells are finished.');
    }
    expect(await readdir(join(folder, 'shared', 'leases'))).toEqual([]);
    const status = await ildl(['status', 'shared'], folder);
    expect(status.stdout).toBe('12 cells planned: 12 done, 0 diverged, 0 failed, 0 running, 0 missing.\n');
    const alone = await ildl(['run', ...planned.slice(0, -1), 'alone'], folder);
    expect(alone.code).toBe(0);
    expect(await filesOf(join(folder, 'shared', 'cells'))).toEqual(
      await filesOf(join(folder, 'alone', 'cells')),
    );
    const report = await ildl(['report', 'shared'], folder);
    expect(report.stdout).toBe('Report: shared/report.html\n');
    const withoutTime = (text: string) => text.replace(/\d+(\.\d+)? (s|min)|\d{4}-\d\d-\d\d/g, '');
    expect(withoutTime(await page('shared'))).toBe(withoutTime(await page('alone')));
  }, 120_000);

  it('refuse to work where the code is not that of the plan, or where there is none', async () => {
    expect(await ildl(['work', 'nowhere-yet'], folder)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no plan in nowhere-yet; make one with `ildl plan'),
    });
    const path = join(folder, 'mine.mjs');
    const source = `const method = () => ({ name: 'mine', async *fit() {}, async load() {} });
export const m = Object.assign(method, { id: 'mine', summary: 's', defaults: {}, features: 'raw', usesValidation: false });`;
    await writeFile(path, source);
    expect((await ildl(['plan', './mine.mjs', '--folds', '2', '--out', 'changed'], folder)).code).toBe(0);
    await writeFile(path, `${source}//`);
    const { code, stderr } = await ildl(['work', 'changed'], folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ildl: The code of mine is mine\.mjs\+\w+ here and mine\.mjs\+\w+ in the plan;/);
  }, 60_000);
});

describe('a folder of results', () => {
  it('keeps the page of a larger plan when a smaller one runs in it, until a fresh one begins', async () => {
    const run = (...args: string[]) => ildl(['run', ...args, '--out', 'plans'], folder);
    await run('uniform', 'mean', '--folds', '3');
    const before = await page('plans');
    const smaller = await run('uniform', '--folds', '3', '--json');
    expect(JSON.parse(smaller.stdout).cells).toHaveLength(3);
    expect(await page('plans')).toBe(before);
    await run('maxent', '--folds', '3');
    const methods = (text: string) =>
      ['uniform', 'mean', 'maxent'].filter((id) => text.includes(`<th scope="row">${id}</th>`));
    expect(methods(await page('plans'))).toEqual(['uniform', 'mean', 'maxent']);
    const fresh = await run('uniform', '--folds', '3', '--fresh');
    expect(fresh.stderr).toContain('3 cells, 3 of them finished before');
    expect(methods(await page('plans'))).toEqual(['uniform']);
  }, 60_000);

  it('runs the dataset of a manifest that is given alone', async () => {
    const rows = Array.from(
      { length: 12 },
      (_, i) => `${i},${(i * 7) % 5},0.${(i % 8) + 1},${(9 - (i % 8)) / 10}`,
    );
    await writeFile(join(folder, 'own.csv'), ['a,b,label:x,label:y', ...rows].join('\n'));
    const manifest = { id: 'own', files: ['own.csv'], shapes: [{ rows: 12, features: 2, labels: 2 }] };
    await writeFile(join(folder, 'own.json'), JSON.stringify(manifest));
    const args = ['run', 'uniform', '--manifest', 'own.json', '--protocol', 'full', '--folds', '2'];
    const run = await ildl([...args, '--out', 'own', '--json'], folder);
    expect(run).toMatchObject({ code: 0 });
    const { cells } = JSON.parse(run.stdout) as { cells: { dataset: string }[] };
    expect(new Set(cells.map(({ dataset }) => dataset))).toEqual(new Set(['own']));
    await writeFile(
      join(folder, 'gone.json'),
      JSON.stringify({ ...manifest, id: 'gone', files: ['gone.csv'] }),
    );
    expect(await ildl(['run', 'uniform', '--manifest', 'gone.json'], folder)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/gone\.csv of gone is not beside gone\.json; give --dataset gone=/),
    });
  }, 60_000);

  it('is read by a program that stops reading', async () => {
    const bin = fileURLToPath(new URL('../bin/ildl.js', import.meta.url));
    const child = spawn('sh', ['-c', `"$0" "$1" list methods | head -1`, process.execPath, bin], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^amema: [^\n]+\n$/);
  });
});
