import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInMethods } from '../src/find-methods.js';
import { settingsOf } from '../src/parse-settings.js';
import { filesOf, ildl, temporaryFolder } from './run-cli.js';

const folder = await temporaryFolder();

describe('the values that methods search', () => {
  const searched = builtInMethods().map(({ definition }) => definition);

  it.each(searched.map((definition) => [definition.id, definition] as const))(
    'are taken by %s, and have its default among them',
    (_, definition) => {
      for (const [option, values = []] of Object.entries(definition.search ?? {})) {
        expect(values).toContain(definition.defaults[option]);
        for (const value of values) expect(() => definition({ [option]: value })).not.toThrow();
      }
    },
  );

  it('are there for all but those that have no options', () => {
    const without = searched.filter(({ search }) => search === undefined).map(({ id }) => id);
    expect(without.sort()).toEqual(['maxent-validated', 'mean', 'uniform']);
  });

  it('are listed beside the options', async () => {
    const { stdout } = await ildl(['list', 'methods'], folder);
    expect(stdout).toMatch(/lambda +1 +--tune tries 0\.001, 0\.01, 0\.1, 1, 10\n/);
    expect(stdout).toMatch(/batchSize +64\n/);
  });
});

it('finds the options that settings set of a method', () => {
  const settings = ['epochs=3', 'amema.hidden=7', 'mlp.hidden=8', 'clip=a=b'];
  expect(settingsOf('amema', settings)).toEqual(['epochs', 'hidden', 'clip']);
  expect(settingsOf('mean', settings)).toEqual(['epochs', 'clip']);
});

describe('ildl run --tune', () => {
  const small = (out: string, ...rest: string[]) => [
    'run',
    'maxent',
    'mlp',
    'mean',
    '--folds',
    '3',
    '--set',
    'epochs=2',
    '--set',
    'mlp.weightDecay=0',
    '--out',
    out,
    ...rest,
  ];
  const valuesOf = async (out: string) =>
    Object.values(await filesOf(join(folder, out, 'cells'))).map((text) => JSON.parse(text).value);

  it('says the budget, chooses options, and writes the same bytes with one worker and with two', async () => {
    const one = await ildl(small('one', '--tune', '3', '--workers', '1', '--json'), folder);
    expect(one).toMatchObject({ code: 0 });
    expect(one.stderr).toContain('Every cell of every method tries 3 option sets');
    expect(one.stderr).toContain('Nothing to search, so their options are kept: mean.');
    const { cells } = JSON.parse(one.stdout);
    expect(cells.length).toBe(9);
    const values = await valuesOf('one');
    for (const { config, tuning, status } of values) {
      expect(status).toBe('done');
      expect(config.tune.budget).toBe(3);
      const { id } = config.method;
      expect(tuning.candidates.length).toBe(id === 'mean' ? 0 : 3);
      if (id === 'mean') continue;
      // What --set sets is not searched, even where it sets the default.
      expect(Object.keys(tuning.chosen)).toEqual([id === 'mlp' ? 'learningRate' : 'lambda']);
      const best = Math.min(...tuning.candidates.map(({ kl }: { kl: number }) => kl));
      expect(tuning.candidates.find(({ kl }: { kl: number }) => kl === best).options).toEqual(tuning.chosen);
      const cell = cells.find(
        (c: { method: string; fold: number }) => c.method === id && c.fold === config.fold,
      );
      expect(cell.tuned).toEqual(tuning.chosen);
    }
    const two = await ildl(small('two', '--tune', '3', '--workers', '2'), folder);
    expect(two.stdout).toContain('options tuned with a budget of 3');
    expect(await filesOf(join(folder, 'two', 'cells'))).toEqual(await filesOf(join(folder, 'one', 'cells')));
    const page = await readFile(join(folder, 'two', 'report.html'), 'utf8');
    expect(page).toContain('3 option sets a cell, the same for every method');
    expect(page).toMatch(/<code>lambda=[\d.]+<\/code><\/td><td>\d<\/td>/);
    expect(page).toContain('nothing to search');
  }, 120_000);

  it('keeps tuned and untuned cells apart in one folder', async () => {
    const again = await ildl(small('one', '--tune', '3'), folder);
    expect(again.stderr).toContain('9 cells, 9 of them finished before');
    const untuned = await ildl(small('one'), folder);
    expect(untuned.code).toBe(0);
    expect(untuned.stderr).not.toContain('finished before');
    const values = await valuesOf('one');
    expect(values.length).toBe(18);
    expect(values.filter(({ config }) => 'tune' in config).length).toBe(9);
    const { stdout } = await ildl(['report', 'one', '--format', 'csv'], folder);
    expect(stdout.split('\r\n')[0]).toMatch(/,tune$/);
    expect(stdout).toMatch(/^artificial,sampled,sampled,maxent,all,kl,.*,3\r$/m);
    expect(stdout).toMatch(/^artificial,sampled,sampled,maxent,all,kl,.*,\r$/m);
  }, 120_000);

  it.each(['0', '1.5', 'some', ''])('refuses a budget of "%s"', async (budget) => {
    const { code, stderr } = await ildl(small('never', '--tune', budget), folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--tune.*whole number from 1/);
  });
});
