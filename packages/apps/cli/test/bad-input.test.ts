import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { main } from '../src/index.js';
import { ildl, temporaryFolder } from './run-cli.js';

const folder = await temporaryFolder();
const file = async (name: string, content: string | Uint8Array) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
const csv = (rows: readonly string[], header = 'a,b,label:x,label:y') => [header, ...rows].join('\n');
const good = Array.from(
  { length: 12 },
  (_, i) => `${i},${(i * 7) % 5},0.${(i % 8) + 1},${1 - ((i % 8) + 1) / 10}`,
);
const full = ['--protocol', 'full', '--folds', '3', '--out', join(folder, 'runs')];

/** Runs in this process, without the start of another one. */
const inProcess = async (args: readonly string[]) => {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += text;
      return true;
    }),
  );
  try {
    return { code: await main(args), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};

/** One sentence, no stack. */
const refused = async (args: readonly string[], code: 1 | 2, message: RegExp) => {
  const outcome = await inProcess(args);
  expect(outcome.stderr).toMatch(message);
  expect(outcome).toMatchObject({ code, stdout: '' });
  expect(outcome.stderr).toMatch(/^ildl: [^\n]+\n$/);
  expect(outcome.stderr).not.toMatch(/\n\s+at |node:internal/);
};

describe('a command line that cannot be meant so ends with code 2 and the nearest name', () => {
  it.each<[string[], RegExp]>([
    [['run', 'amena'], /no method "amena".*"amema"/],
    [['run'], /missing required argument/],
    [['rum', 'amema'], /unknown command 'rum'.*run/],
    [['run', 'amema', '--dataset', 'movie'], /movie needs its file.*movie=path\/to\/Movie\.mat/],
    [['run', 'amema', '--dataset', 'moive'], /"movie"/],
    [['run', 'amema', '--dataset', 'artificial', '--dataset', 'artificial'], /twice/],
    [['run', 'amema', 'amema'], /twice/],
    [['run', 'amema', '--foldz', '3'], /unknown option '--foldz'.*--folds/],
    [['run', 'amema', '--folds', '1'], /whole number from 2/],
    [['run', 'amema', '--seed', 'x'], /whole number from 0/],
    [['run', 'amema', '--protocol', 'half'], /sampled, full/],
    [['run', 'amema', '--set', 'hiden=3'], /"hiden".*"hidden"/],
    [['run', 'amema', '--set', 'hidden=many'], /not a number/],
    [['run', 'amema', '--set', 'hidden=3', '--set', 'hidden=4'], /hidden=3 sets hidden already/],
    [['run', 'amema', '--seed', '0,1,0'], /seed 0 is given twice/],
    [['run', 'amema', '--engine', 'fast'], /fma, no-fma/],
    [['plan', '--folds', '3'], /Name methods to plan/],
    [['run', 'amema', '--set', 'hidden'], /key=value/],
    [['run', 'amema', '--set', 'weighting=none'], /weighting.*ema, equal/],
    [['run', 'amema', '--set', 'rda.hidden=3'], /rda does not run here/],
    [['run', 'amema', '--sampling', '1,2'], /four numbers/],
    [['run', 'amema', '--backend', 'wasn'], /no backend "wasn".*"wasm"/],
    [['run', './missing.js'], /missing\.js cannot be read/],
    [['compare'], /required option '--data <folder>'/],
    [['compare', '--preset', 'papper', '--data', '.'], /no preset "papper".*"paper"/],
    [['compare', '--data', '.'], /\. holds none of the datasets movie, .*Movie\.mat/],
    [['compare', '--data', 'nowhere'], /folder nowhere cannot be listed.*--data/],
    [['compare', '--data', '.', '--only', 'unifrom'], /no method "unifrom".*"uniform"/],
    [['compare', 'amena', '--data', '.'], /no method "amena".*"amema"/],
    [['compare', './missing.js', '--data', '.'], /missing\.js cannot be read/],
    [['list', 'colours'], /methods, datasets, metrics/],
    [['report', '.', '--format', 'pdf'], /html, markdown, latex, csv/],
  ])('%j', (args, message) => refused(args, 2, message));
});

describe('data that nothing can be learned from ends with code 1', () => {
  const run = (path: string, ...rest: string[]) => [
    'run',
    'uniform',
    '--dataset',
    `mine=${path}`,
    ...full,
    ...rest,
  ];
  it('missing, empty, of an unknown kind', async () => {
    await refused(run('nowhere.mat'), 1, /nowhere\.mat/);
    await refused(run(await file('empty.mat', '')), 1, /empty\.mat/);
    await refused(run(await file('data.xlsx', 'PK')), 1, /\.mat.*\.csv/);
    await refused(run(await file('cut.mat', 'MATLAB 5.0 MAT-file, Platform: GLNXA64')), 1, /cut\.mat/);
  });
  it('a MATLAB 7.3 file, with the way to convert it', async () => {
    const header = new Uint8Array(512);
    header.set(new TextEncoder().encode('MATLAB 7.3 MAT-file, Platform: GLNXA64'.padEnd(124)));
    header.set([0, 2, 0x49, 0x4d], 124);
    await refused(run(await file('new.mat', header)), 1, /-v7/);
  });
  it('features that are not numbers, labels that are no distributions', async () => {
    const bad = async (name: string, row: string, message: RegExp) =>
      refused(run(await file(name, csv([...good, row]))), 1, message);
    await bad('nan.csv', 'nan,1,0.5,0.5', /row 13/i);
    await bad('sum.csv', '1,1,0.5,0.6', /row 13.*1\.1/i);
    await bad('negative.csv', '1,1,1.5,-0.5', /row 13.*-0\.5/i);
    await bad('ragged.csv', '1,1,0.5', /ragged\.csv/);
    await bad('text.csv', '1,one,0.5,0.5', /one/);
    await refused(run(await file('single.csv', csv(['1,2,1', '2,1,1', '3,3,1'], 'a,b,label:x'))), 1, /label/);
    await refused(run(await file('few.csv', csv(good.slice(0, 2)))), 1, /2 rows.*3 folds/);
  });
  it('no sampling values where the protocol wants them', async () => {
    const path = await file('good.csv', csv(good));
    await refused(
      ['run', 'uniform', '--dataset', `mine=${path}`, '--folds', '3'],
      1,
      /no sampling values for the dataset mine.*--protocol full/,
    );
  });
  it('an output folder that cannot be written', async () => {
    const path = await file('fine.csv', csv(good));
    await refused(
      ['run', 'uniform', '--dataset', `mine=${path}`, '--protocol', 'full', '--folds', '3', '--out', path],
      1,
      /fine\.csv cannot be written.*--out/,
    );
  });
  it('a backend that is not installed', async () => {
    await refused(['run', 'uniform', '--backend', 'node-gpu'], 1, /node-gpu does not load/);
  });
  it('but --normalize repairs sums, and a constant feature is learned from', async () => {
    const rows = good.map((row, i) =>
      row.replace(/^\d+/, '7').replace(/,([^,]+),([^,]+)$/, (_, p, q) => `,${p * (i + 1)},${q * (i + 1)}`),
    );
    const path = await file('repair.csv', csv(rows));
    const run = await ildl(
      ['run', 'amema', '--dataset', `mine=${path}`, '--normalize', ...full, '--json'],
      folder,
    );
    expect(run).toMatchObject({ code: 0 });
    expect(run.stderr).toMatch(
      /Note: 11 rows of the labels of mine did not sum to 1 and were divided by the sum; the largest correction is 1[01]/,
    );
    expect(JSON.parse(run.stdout).cells.every((c: { status: string }) => c.status === 'done')).toBe(true);
  });
});

describe('models and reports', () => {
  it('need a reference that has results', async () => {
    const out = join(folder, 'reference');
    await ildl(['run', 'uniform', '--folds', '2', '--out', out], folder);
    await refused(['report', out, '--reference', 'amena'], 2, /amena/);
  });
  it('are refused where they are not what they should be', async () => {
    await refused(['report', 'nowhere'], 1, /no results in nowhere/);
    await refused(['predict', 'nowhere.ildl', 'rows.csv'], 1, /nowhere\.ildl/);
    await refused(['predict', await file('fake.ildl', 'not a model'), 'rows.csv'], 1, /not a usable/);
  });
});
