import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as amema from '@ildl/amema';
import { type BackendName, loadBackend } from '@ildl/backends';
import * as baselines from '@ildl/baselines';
import { methodDefinitionsOf } from '@ildl/benchmark';
import { checkMethod } from '@ildl/conformance';
import * as dildl from '@ildl/dildl';
import type { MethodDefinition } from '@ildl/interface';
import * as ofr from '@ildl/ofr';
import * as rda from '@ildl/rda';
import { collect, decodeFile, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { skipped } from 'testing/skipped.js';
import { describe, expect, it, vi } from 'vitest';
import { filesOf, ildl, temporaryFolder } from './run-cli.js';

const all = [amema, rda, dildl, ofr, baselines].flatMap(methodDefinitionsOf);
/** Those that train for epochs descend a gradient batch by batch. */
const gradual = all
  .filter(({ defaults }) => 'epochs' in defaults)
  .map((definition) => [definition.id, definition] as const);

const folder = await temporaryFolder();

const [rows, features, labels] = [256, 30, 5];
const data = tf.tidy(() => {
  const rng = rngFrom(1);
  const x = rng.fork('x').normal<tf.Rank.R2>([rows, features]);
  const kernel = rng.fork('kernel').normal<tf.Rank.R2>([features, labels], 0, 0.3);
  return { x: x.dataSync(), y: tf.softmax(tf.matMul(x, kernel)).dataSync() };
});

/** The numbers of a model file by name; an ensemble is a file of files. */
const numbersIn = async (file: Uint8Array): Promise<[string, number[]][]> => {
  const head = new DataView(file.buffer, file.byteOffset).getUint32(12, true);
  const { kind } = JSON.parse(new TextDecoder().decode(file.subarray(16, 16 + head))) as { kind: string };
  const { arrays } = await decodeFile(file, kind);
  const parts = [...arrays].map(async ([name, { values }]) =>
    values instanceof Uint8Array
      ? (await numbersIn(values)).map(([inner, numbers]): [string, number[]] => [`${name}/${inner}`, numbers])
      : [[name, [...values]] as [string, number[]]],
  );
  return (await Promise.all(parts)).flat();
};

/** What a method learns in 20 steps. */
const learned = async (backend: BackendName, definition: MethodDefinition) => {
  await loadBackend(backend);
  const few = { batchSize: 64, epochs: 5, members: 2 };
  const options = Object.fromEntries(Object.entries(few).filter(([name]) => name in definition.defaults));
  const train = { x: tf.tensor2d(data.x, [rows, features]), y: tf.tensor2d(data.y, [rows, labels]) };
  const { predictor } = await collect(definition(options).fit({ train, rng: rngFrom(0) }));
  const file = await predictor.save();
  predictor.dispose();
  tf.dispose(train);
  return numbersIn(file);
};

/** Trains on one backend as on another, within a tolerance relative to 1 or to the number where that is larger. */
const trainsAs = async (
  definition: MethodDefinition,
  backends: readonly [BackendName, BackendName],
  tolerance: number,
) => {
  const [actual, expected] = [await learned(backends[0], definition), await learned(backends[1], definition)];
  expect(actual.map(([name]) => name)).toEqual(expected.map(([name]) => name));
  for (const [i, [, numbers]] of actual.entries()) expectClose(numbers, expected[i]?.[1] ?? [], tolerance);
};

describe('compiled steps', () => {
  it('are tried with every method that descends gradients', () => {
    expect(gradual.map(([id]) => id)).toEqual(
      expect.arrayContaining('amema rda dildl ofr-fl ofr-cb ofr-db mlp aa-bp mlp-maxent'.split(' ')),
    );
  });

  it.each(gradual)(
    'train %s as the cpu backend does, and leave nothing to the host',
    async (_, definition) => {
      const warn = vi.spyOn(console, 'warn');
      try {
        await trainsAs(definition, ['compiled', 'cpu'], 1e-5);
        expect(warn.mock.calls).toEqual([]);
      } finally {
        warn.mockRestore();
      }
    },
  );
});

const tests = (): void => {
  it('loads, into the copy of TensorFlow.js that the packages use', async () => {
    expect(await loadBackend('node')).toMatchObject({ name: 'node', version: tf.version_core });
    expect(tf.getBackend()).toBe('tensorflow');
  });

  it.each(gradual)('trains %s as the cpu backend does, and as compiled steps do', async (_, definition) => {
    await trainsAs(definition, ['node', 'cpu'], 1e-4);
    await trainsAs(definition, ['node', 'compiled'], 1e-4);
  });

  it.each([
    amema.amema(),
    rda.rda({ epochs: 12, hidden: 10, learningRate: 0.02 }),
    dildl.dildl({ epochs: 60, hidden: 20, dominantWeight: 0.4 }),
  ])('keeps the contract with $name', async (method) => {
    await loadBackend('node');
    const { ran, results } = await checkMethod(method);
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(ran).toBe(38);
  });

  it('computes what the command line is asked for', async () => {
    const job = 'run amema --backend node --folds 2 --set epochs=3 --json --out runs'.split(' ');
    const { code, stdout } = await ildl(job, folder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).cells).toMatchObject([{ status: 'done' }, { status: 'done' }]);
    expect(Object.values(await filesOf(join(folder, 'runs', 'cells'))).join()).toContain('"node"');
  });
};

const built = existsSync(new URL('../../../node_modules/@tensorflow/tfjs-node', import.meta.url));
if (built) describe('the native backend', tests);
else skipped('the native backend', 'it is not built; npm run native-backend builds it');
