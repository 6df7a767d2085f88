import type { EpochEvent, FitEvent } from '@ildl/interface';
import { collect, decodeFile, encodeFile, rngFrom, type StoredArray } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { expect, it } from 'vitest';
import { type AmemaOptions, amema } from '../src/index.js';

/** Weights of a branch; matrices are [out][in]. */
interface Branch {
  readonly encW: number[][];
  readonly encB: number[];
  readonly predW: number[][];
  readonly predB: number[];
}
type Step = Readonly<
  Record<'Ls' | 'Lns' | 'r' | 'emaS' | 'emaNs' | 'wS' | 'wNs' | 'delta' | 'muS' | 'muNs', number>
> & {
  readonly dominant: Branch;
  readonly nondominant: Branch;
};
interface TinyTraining {
  readonly x: number[][];
  readonly y: number[][];
  readonly initDominant: Branch;
  readonly initNondominant: Branch;
  readonly runs: readonly {
    readonly name: string;
    readonly lr: number;
    readonly m: number;
    readonly gamma: number;
    readonly clip: number | null;
    readonly gradient: 'weighted' | 'unweighted';
    readonly steps: readonly Step[];
    readonly predictionFinalWeights: number[][];
    readonly predictionHalfHalf: number[][];
    readonly predictionMeanDegree: number[][];
    readonly nondominantOut: number[][];
  }[];
}

const transposed = (matrix: number[][]) =>
  (matrix[0] ?? []).map((_, i) => matrix.map((row) => row[i] as number));
/** The weights of both branches under the names of the parameters. */
const paramsOf = (dominant: Branch, nonDominant: Branch): Map<string, number[]> =>
  new Map(
    Object.entries({ dominant, nonDominant }).flatMap(([group, { encW, encB, predW, predB }]) => [
      [`params/${group}/encoder/kernel`, transposed(encW).flat()],
      [`params/${group}/encoder/bias`, encB],
      [`params/${group}/predictor/kernel`, transposed(predW).flat()],
      [`params/${group}/predictor/bias`, predB],
    ]),
  );

const isEpoch = (event: FitEvent): event is EpochEvent => event.type === 'epoch';

describeGolden<TinyTraining>('amema/tiny_training.json', ({ x, y, initDominant, initNondominant, runs }) => {
  const train = { x: tf.tensor2d(x), y: tf.tensor2d(y) };
  const input = { train, rng: rngFrom(0) };

  /** The options of a golden run: every step is an epoch of one batch. */
  const optionsOf = (run: (typeof runs)[number]): Partial<AmemaOptions> => ({
    batchSize: 8,
    epochs: run.steps.length,
    hidden: 4,
    learningRate: run.lr,
    smoothing: run.m,
    adaptionRate: run.gamma,
    clip: run.clip,
    gradient: run.gradient === 'weighted' ? 'weighted' : 'literal',
  });

  /** A training state before the first step, with the parameters of the golden file. */
  const beginning = async (options: Partial<AmemaOptions>): Promise<Uint8Array> => {
    let first: Uint8Array | undefined;
    const fit = amema({ ...options, epochs: 1 }).fit(input);
    const { predictor } = await collect(fit, async (event) => {
      if (isEpoch(event)) first = await event.state();
    });
    predictor.dispose();
    const file = await decodeFile(first as Uint8Array, 'ildl/training-state');
    const initial = paramsOf(initDominant, initNondominant);
    const momenta = { dominant: 0.75, nonDominant: 0.95 };
    const arrays = new Map<string, StoredArray>();
    for (const [path, { shape, values }] of file.arrays) {
      const momentum = /momenta\/(\w+)$/.exec(path)?.[1] as keyof typeof momenta | undefined;
      const start = initial.get(path) ?? (momentum ? [momenta[momentum]] : Array.from(values, () => 0));
      arrays.set(path, { shape, values: Float32Array.from(start) });
    }
    const head = file.head as { position: object };
    return encodeFile({
      ...file,
      head: { ...head, position: { ...head.position, epoch: 0, batch: 0 } } as never,
      arrays,
    });
  };

  it.each(runs)('$name', async (run) => {
    const options = optionsOf(run);
    const resume = await beginning(options);
    const states: Uint8Array[] = [];
    const { events, predictor } = await collect(amema(options).fit({ ...input, resume }), async (event) => {
      if (isEpoch(event)) states.push(await event.state());
    });
    const epochs = events.filter(isEpoch);
    expect(epochs.length).toBe(run.steps.length);
    for (const [i, step] of run.steps.entries()) {
      const { losses, weights, signals } = epochs[i] as EpochEvent;
      expectClose(losses.dominant as number, step.Ls);
      expectClose(losses.nonDominant as number, step.Lns);
      expectClose(signals.ratio as number, step.r, 2e-6);
      expectClose(weights.dominant as number, step.wS);
      expectClose(weights.nonDominant as number, step.wNs);
      expectClose(signals.delta as number, step.delta, 2e-6);
      expectClose(signals['momentum/dominant'] as number, step.muS);
      expectClose(signals['momentum/nonDominant'] as number, step.muNs);
      const { arrays } = await decodeFile(states[i] as Uint8Array, 'ildl/training-state');
      for (const [path, values] of paramsOf(step.dominant, step.nondominant))
        expectClose(tf.tensor([...(arrays.get(path)?.values ?? [])]), values);
    }
    expectClose(predictor.predict(train.x), run.predictionFinalWeights);
    const predicted = async (prediction: AmemaOptions['prediction']) =>
      (
        await collect(
          amema({ ...options, prediction }).fit({
            ...input,
            resume: await beginning({ ...options, prediction }),
          }),
        )
      ).predictor.predict(train.x);
    expectClose(await predicted('average'), run.predictionHalfHalf);
    expectClose(await predicted('nonDominant'), run.nondominantOut);
    expectClose(await predicted('recomposed'), run.predictionMeanDegree);
  });
});
