import { mkdtemp, readdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mean } from '@ildl/baselines/mean';
import { artificial } from '@ildl/datasets';
import type { MethodDefinition } from '@ildl/interface';
import { furtherMetrics, klDivergence } from '@ildl/metrics';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Cell,
  cellId,
  defaultMetrics,
  regimeOf,
  resultStore,
  runCell,
  scoreCells,
} from '../src/index.js';

const data = artificial();
const shapeOf = ({ sha256, features, labels }: typeof data) => ({
  sha256,
  rows: features.rows,
  features: features.columns,
  labels: labels.columns,
});

const root = await mkdtemp(join(tmpdir(), 'ildl-store-'));
afterAll(() => rm(root, { recursive: true }));
let folders = 0;
const folder = () => join(root, `${++folders}`);

const cell = (fold = 0): Cell => ({
  config: {
    method: { id: 'amema', options: { hidden: 100, clip: null }, identity: '0.1.0' },
    dataset: { name: 'artificial', sha256: 'f'.repeat(64), rows: 10, features: 3, labels: 3 },
    regime: regimeOf({ protocol: 'full', validation: 'sampled' }),
    folds: 10,
    fold,
    seed: 0,
    engine: { backend: 'wasm', version: '4.22.0', threads: 1 },
  },
  status: 'done',
  metrics: { all: { kl: 0.1 + 0.2, chebyshev: 1e-30 } },
  rows: { train: 8, valid: 1, test: 1 },
  labelMass: { before: [1, 2, 3], after: [1, 0, 0] },
  epochs: [{ epoch: 1, losses: { '1': 0.5, dominant: 1 / 3 }, weights: {}, signals: {} }],
  timing: { seconds: 1.5, date: '2026-01-01T00:00:00.000Z' },
});

describe('resultStore', () => {
  it('gives back what was published, bit for bit, and nothing else', async () => {
    const store = await resultStore(folder(), { create: true });
    expect(await store.read(cell().config)).toBeUndefined();
    await store.publish(cell(0));
    await store.publish(cell(1));
    expect(await store.read(cell().config)).toEqual(cell());
    expect((await store.readAll()).map(({ config }) => config.fold).sort()).toEqual([0, 1]);
  });

  it('names results by the content of the configuration, whatever the order of its keys', () => {
    const { config } = cell();
    const turned = Object.fromEntries(Object.entries(config).reverse()) as unknown as Cell['config'];
    expect(cellId(turned)).toBe(cellId(config));
    expect(cellId({ ...config, seed: 1 })).not.toBe(cellId(config));
  });

  it('keeps what changes from run to run out of the result', async () => {
    const directory = folder();
    const store = await resultStore(directory, { create: true });
    await store.publish(cell());
    const [name = ''] = await readdir(join(directory, 'cells'));
    const before = await readFile(join(directory, 'cells', name));
    await store.publish({ ...cell(), timing: { seconds: 9, date: '' } });
    expect(await readFile(join(directory, 'cells', name))).toEqual(before);
  });

  it('detects every changed byte and every cut, and says what to do', async () => {
    const directory = folder();
    const store = await resultStore(directory, { create: true });
    await store.publish(cell());
    const [name = ''] = await readdir(join(directory, 'cells'));
    const path = join(directory, 'cells', name);
    const whole = await readFile(path);
    const damaged = expect.objectContaining({
      code: 'ILDL_RESULT',
      message: expect.stringMatching(
        /is damaged.*delete it and run again|was not written by ildl; move it elsewhere|has format .*use the version that wrote it|before format 1; begin another folder/,
      ),
    });
    // White space between the tokens of a JSON document carries nothing.
    const carries = [...whole.keys()].filter((i) => !/\s/.test(String.fromCharCode(whole[i] as number)));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...carries), fc.integer({ min: 33, max: 126 }), async (at, byte) => {
        fc.pre(byte !== whole[at]);
        const bytes = Uint8Array.from(whole);
        bytes[at] = byte;
        await writeFile(path, bytes);
        await expect(store.readAll()).rejects.toEqual(damaged);
      }),
      { numRuns: 200 },
    );
    for (const length of [0, 1, whole.length - 3]) {
      await writeFile(path, whole);
      await truncate(path, length);
      await expect(store.read(cell().config)).rejects.toEqual(damaged);
    }
    await rename(path, join(directory, 'cells', `${'0'.repeat(64)}.json`));
    await writeFile(join(directory, 'cells', `${'0'.repeat(64)}.json`), whole);
    await expect(store.readAll()).rejects.toMatchObject({ code: 'ILDL_RESULT' });
  });

  it('finds what was changed or cut in every kind of file, or reads the same', async () => {
    const runs = Number(process.env.ILDL_FUZZ_RUNS ?? 100);
    const directory = folder();
    const store = await resultStore(directory, { create: true });
    const method = { id: 'mean', options: {}, identity: '1' };
    const config = { ...cell().config, method, dataset: { name: 'artificial', ...shapeOf(data) } };
    const computed = await runCell(config, data, mean as unknown as MethodDefinition);
    await store.publish(computed);
    await store.publish({ ...cell(1), status: 'failed', reason: 'no luck' });
    await store.writePlan({ plans: [], comparison: { preset: 'paper' } });
    const everything = async () => {
      const cells = await store.readAll();
      const done = cells.filter(({ status }) => status === 'done');
      return JSON.stringify([
        cells,
        await Promise.all(done.map(async (one) => [...(await store.readPredictions(one)).p.values])),
        await store.readPlan(),
      ]);
    };
    const before = await everything();
    const paths = (await readdir(directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    expect(paths).toHaveLength(6);
    for (const path of paths) {
      const whole = await readFile(path);
      const check = async (bytes: Uint8Array) => {
        await writeFile(path, bytes);
        const after = await everything().catch((error: { code?: string }) => error.code);
        expect(['ILDL_RESULT', before]).toContain(after);
      };
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
          const bytes = Uint8Array.from(whole);
          bytes[at] = (bytes[at] as number) ^ (1 << bit);
          await check(bytes);
        }),
        { numRuns: runs },
      );
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 1), (length) => check(whole.subarray(0, length))),
        { numRuns: Math.ceil(runs / 5) },
      );
      await writeFile(path, whole);
    }
    expect(await everything()).toBe(before);
  });

  it('names all files that cannot be used at once, each with how to go on', async () => {
    const directory = folder();
    const store = await resultStore(directory, { create: true });
    for (const fold of [0, 1, 2]) await store.publish(cell(fold));
    const [first = '', second = '', third = ''] = await readdir(join(directory, 'cells'));
    const change = async (name: string, edit: (text: string) => string) => {
      const path = join(directory, 'cells', name);
      await writeFile(path, edit(await readFile(path, 'utf8')));
    };
    await change(first, (text) => text.slice(0, 100));
    await change(second, (text) => text.replace('"format": 1,\n', ''));
    await change(third, (text) => text.replace('"format": 1', '"format": 2'));
    await writeFile(join(directory, 'cells', 'notes.txt'), 'mine');
    const error = await store.readAll().catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'ILDL_RESULT' });
    const { message } = error as Error;
    expect(message).toMatch(/^4 result files cannot be used: /);
    expect(message).toMatch(new RegExp(`${first} is damaged \\(it is not whole\\); delete it`));
    expect(message).toMatch(new RegExp(`${second} was written by a version of ildl before format 1`));
    expect(message).toMatch(new RegExp(`${third} has format 2, and this version of ildl reads format 1`));
    expect(message).toMatch(/notes\.txt was not written by ildl; move it elsewhere/);
  });

  it('keeps the first of two results, and a success in the place of a failure', async () => {
    const directory = folder();
    const store = await resultStore(directory, { create: true });
    const failed: Cell = { ...cell(), status: 'failed', reason: 'no luck' };
    expect(await store.publish(failed)).toBe('published');
    expect(await store.read(cell().config)).toMatchObject({ status: 'failed', reason: 'no luck' });
    expect(await store.has(cell().config)).toBe(false);
    expect(await store.publish(cell())).toBe('published');
    expect(await readdir(join(directory, 'failures'))).toEqual([]);
    // A later failure does not take it away.
    await store.publish(failed);
    expect(await store.readAll()).toEqual([cell()]);
    expect(await store.publish(cell())).toBe('there');
    expect(await store.publish({ ...cell(), metrics: { all: { kl: 1 } } })).toBe('differs');
    expect(await store.read(cell().config)).toEqual(cell());
  });

  it('removes drafts by their age alone: a draft may be another host’s', async () => {
    const directory = folder();
    await resultStore(directory, { create: true });
    const draft = async (name: string, seconds: number) => {
      const path = join(directory, 'cells', `.${name}.draft`);
      await writeFile(path, '{"sha2');
      const when = Date.now() / 1000 - seconds;
      await utimes(path, when, when);
    };
    await draft('elsewhere-1-aa', 60);
    await draft('elsewhere-1-bb', 2 * 3600);
    const store = await resultStore(directory, { create: true });
    expect(await readdir(join(directory, 'cells'))).toEqual(['.elsewhere-1-aa.draft']);
    expect(await store.readAll()).toEqual([]);
  });

  it('says why a folder cannot be used', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    for (const directory of [file, join(file, 'below')])
      await expect(resultStore(directory, { create: true })).rejects.toMatchObject({
        code: 'ILDL_OUTPUT',
        message: expect.stringContaining('choose another folder'),
      });
    await expect((await resultStore(folder())).readAll()).rejects.toMatchObject({ code: 'ILDL_OUTPUT' });
  });
});

describe('scoreCells', () => {
  it('computes a metric of the predictions as training would have, and keeps those that are asked for', async () => {
    const directory = folder();
    const store = await resultStore(directory, { create: true });
    const method = { id: 'mean', options: {}, identity: '1' };
    const config = { ...cell().config, method, dataset: { name: 'artificial', ...shapeOf(data) } };
    const { predictionsFile, ...computed } = await runCell(config, data, mean as unknown as MethodDefinition);
    await store.publish({ ...computed, ...(predictionsFile && { predictionsFile }) });
    const found = await store.readAll();
    expect(found).toEqual([computed]);
    const further = [...furtherMetrics, klDivergence];
    const [scored] = await scoreCells(store, found, further);
    expect(Object.keys(scored?.metrics?.all ?? {})).toEqual(further.map(({ name }) => name));
    expect(scored?.metrics?.all.kl).toBe(computed.metrics?.all.kl);
    // What both hold is equal to the last bit.
    expect(scored?.metrics?.all.euclidean).toBe(computed.metrics?.all.euclidean);
    const stripped = found.map((one) => ({ ...one, metrics: { all: {} } }));
    const [anew] = await scoreCells(store, stripped, defaultMetrics);
    expect(anew?.metrics?.all).toEqual(computed.metrics?.all);
  });
});
