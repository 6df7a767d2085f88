import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { filesOf, ildl, start, temporaryFolder } from './run-cli.js';

const folder = await temporaryFolder();
/** A benchmark of 12 cells that takes seconds. */
const small = (out: string, ...rest: string[]) => [
  'run',
  'amema',
  'uniform',
  'mean',
  '--folds',
  '4',
  '--set',
  'epochs=6',
  '--out',
  out,
  ...rest,
];
const cellsOf = (out: string) => filesOf(join(folder, out, 'cells'));

describe('ildl run', () => {
  it('writes the same bytes with one worker and with two, and skips what is finished', async () => {
    const one = await ildl(small('one', '--workers', '1', '--json'), folder);
    expect(one).toMatchObject({ code: 0 });
    const document = JSON.parse(one.stdout);
    expect(document.cells.length).toBe(12);
    expect(document.cells[0]).toMatchObject({
      method: 'amema',
      dataset: 'artificial',
      fold: 0,
      seed: 0,
      status: 'done',
    });
    expect(Object.keys(document.cells[0].metrics).slice(0, 6)).toEqual([
      'chebyshev',
      'clark',
      'canberra',
      'kl',
      'cosine',
      'intersection',
    ]);
    expect(document.cells[0].seconds).toBeGreaterThan(0);
    const kl = document.cells
      .filter((c: { method: string }) => c.method === 'mean')
      .map((c: { metrics: { kl: number } }) => c.metrics.kl);
    const row = document.summary.find(
      (r: { method: string; metric: string }) => r.method === 'mean' && r.metric === 'kl',
    );
    expect(row.n).toBe(4);
    expect(row.mean).toBeCloseTo(kl.reduce((a: number, b: number) => a + b, 0) / 4, 12);

    const two = await ildl(small('two', '--workers', '2'), folder);
    expect(two.code).toBe(0);
    expect(two.stdout).toMatch(/Report: two\/report\.html\n$/);
    expect(two.stderr).toContain('12 cells; 2 at a time.');
    expect(await cellsOf('two')).toEqual(await cellsOf('one'));

    const timings = await filesOf(join(folder, 'one', 'timings'));
    const again = await ildl(small('one'), folder);
    expect(again.stderr).toContain('12 cells, 12 of them finished before');
    expect(await filesOf(join(folder, 'one', 'timings'))).toEqual(timings);
    expect(await readFile(join(folder, 'one', 'report.html'), 'utf8')).toContain('</html>');
  });

  it.each([0, 7])('ends where workers end with %s before their first cell', async (code) => {
    // What every process imports; only workers have somebody to send to.
    process.env.NODE_OPTIONS = `--import data:text/javascript,process.send&&process.exit(${code})`;
    try {
      const outcome = await ildl(small(`never-${code}`), folder);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain(`Worker processes end with exit code ${code} before their first cell`);
    } finally {
      delete process.env.NODE_OPTIONS;
    }
  });

  it('killed with -9 at any moment and started again, it ends in the same files', async () => {
    // Moments from the start of the process to the end of a run, in a fixed order.
    for (const milliseconds of [100, 700, 1000, 1200, 1500, 1900, 2300, 3000]) {
      const { process, end } = start(small('killed', '--workers', '2'), folder);
      await Promise.race([wait(milliseconds), end]);
      process.kill('SIGKILL');
      await end;
      const names = await readdir(join(folder, 'killed', 'cells')).catch(() => []);
      const whole = await cellsOf('one');
      for (const name of names.filter((n) => n.endsWith('.json')))
        expect(await readFile(join(folder, 'killed', 'cells', name), 'utf8')).toBe(whole[name]);
    }
    expect((await ildl(small('killed'), folder)).code).toBe(0);
    expect(await cellsOf('killed')).toEqual(await cellsOf('one'));
  }, 120_000);

  it('records a fit that diverges, and shows it', async () => {
    const run = await ildl(small('diverged', '--set', 'learningRate=1e30', '--json'), folder);
    expect(run.code).toBe(0);
    const { cells, summary } = JSON.parse(run.stdout);
    expect(cells.filter((c: { status: string }) => c.status === 'diverged').length).toBe(4);
    expect(cells[0]).toMatchObject({
      method: 'amema',
      status: 'diverged',
      metrics: null,
      reason: expect.stringContaining('epoch 1'),
    });
    expect(summary.find((r: { method: string }) => r.method === 'uniform').n).toBe(4);
    expect(await readFile(join(folder, 'diverged', 'report.html'), 'utf8')).toMatch(/diverged/);
  });

  it('refuses a damaged result, names it, and loses nothing', async () => {
    const [name = ''] = await readdir(join(folder, 'two', 'cells'));
    const path = join(folder, 'two', 'cells', name);
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.replace('"fold"', '"fol_"'));
    for (const args of [small('two'), ['report', 'two']]) {
      const { code, stderr } = await ildl(args, folder);
      expect(code).toBe(1);
      expect(stderr).toMatch(new RegExp(`^ildl: The result file .*${name} is damaged.*\\n$`));
    }
    await writeFile(path, whole);
    expect(await cellsOf('two')).toEqual(await cellsOf('one'));
  });

  it('makes every kind of report of a folder', async () => {
    for (const [format, mark] of [
      ['markdown', '|'],
      ['latex', '\\toprule'],
      ['csv', 'dataset,'],
    ] as const) {
      const { code, stdout } = await ildl(['report', 'one', '--format', format], folder);
      expect(code).toBe(0);
      expect(stdout.toLowerCase()).toContain(mark);
    }
    const written = await ildl(['report', 'one', '--reference', 'mean', '--out', 'page.html'], folder);
    expect(written).toMatchObject({ code: 0, stdout: 'Report: page.html\n' });
  });
});
