import type {
  Batch,
  FitEvent,
  FitInput,
  Method,
  Model,
  Numbers,
  Predictor,
  Problem,
  Terms,
  Weighting,
} from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { checkFeatures, checkInput } from './check-input.js';
import { ildlError } from './errors.js';
import type { GradientRecipe } from './gradient-recipe.js';
import { rngFrom } from './rng-from.js';
import { runCompiled } from './run-compiled.js';
import { disposeTree, scope } from './scope.js';
import { decodeFile, encodeFile, type Json, storeTensors } from './tensor-file.js';
import { trainStep } from './train-step.js';
import {
  assignTree,
  bestOf,
  copyLearned,
  filledFrom,
  initialState,
  type Learned,
  type Position,
  variablesOf,
} from './training-state.js';
import { leavesOf, mapTree } from './tree.js';

/** Σ weight · term: eq. 11 of the AMEMA paper. */
export const weightedSum = <K extends string>(terms: Terms<K>, weights: Terms<K>): tf.Scalar =>
  tf.addN(
    (Object.keys(terms) as K[]).map((name) => tf.mul<tf.Scalar>(terms[name], weights[name])),
  ) as tf.Scalar;

const unitWeights: Weighting = {
  init: () => ({}),
  update: (losses) => ({ weights: mapTree(losses, (loss) => tf.onesLike(loss)), state: {} }),
};

const modelKind = 'ildl/model';
const stateKind = 'ildl/training-state';

const predictorOf = (name: string, problem: Problem, model: Model, learned: Learned): Predictor => {
  const predict = runCompiled((x: tf.Tensor2D) => model.predict(learned, x, { weights: learned.weights }));
  return {
    predict: (x) => {
      checkFeatures(x, problem);
      return predict(x, rngFrom(0));
    },
    save: async () =>
      encodeFile({
        kind: modelKind,
        head: { name, problem: problem as unknown as Json },
        arrays: await storeTensors(leavesOf(learned)),
      }),
    dispose: () => {
      predict.dispose();
      disposeTree(learned);
    },
  };
};

const numberOf = async (scalar: tf.Scalar): Promise<number> => (await scalar.data())[0] as number;

const numbersOf = async (scalars: Terms, change = (value: number) => value): Promise<Numbers> => {
  const read = Object.entries(scalars).map(async ([name, scalar]) => [name, change(await numberOf(scalar))]);
  return Object.freeze(Object.fromEntries(await Promise.all(read)));
};

/**
 * Makes a method of a model, a weighting and a gradient transform.
 *
 * An epoch goes over all rows in a new order. After it the validation rows are predicted; the epoch with the lowest
 * `validationLoss` is kept, and without validation rows the last one. A loss, gradient or parameter that is not finite
 * ends training with `ILDL_DIVERGED` in the same step.
 * @throws `ILDL_OPTION` for a batch size or a number of epochs below 1
 */
export const gradientMethod = <K extends string>(typed: GradientRecipe<K>): Method => {
  const recipe = { weighting: unitWeights, objective: weightedSum, ...(typed as unknown as GradientRecipe) };
  const { name, batchSize, epochs, validationLoss: lossOf } = recipe;
  for (const [option, value] of Object.entries({ batchSize, epochs }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw ildlError(
        'ILDL_OPTION',
        `The ${option} of ${name} is ${value}; it must be a whole number from 1.`,
      );

  async function* fit(input: FitInput): AsyncGenerator<FitEvent, Predictor> {
    const { train, valid, rng, until, signal } = input;
    const stopIfAborted = () => {
      if (signal?.aborted) throw ildlError('ILDL_ABORTED', `The training of ${name} was aborted.`);
    };
    stopIfAborted();
    const problem = await checkInput(input);
    const model = recipe.model(problem);
    const batches = Math.ceil(problem.size / batchSize);
    const position: Position = { epoch: 0, batch: 0, bestEpoch: 0, bestLoss: null };
    const diverged = (where: string) =>
      ildlError(
        'ILDL_DIVERGED',
        `The training of ${name} diverged in epoch ${position.epoch + 1}, ${where}: a number is not finite; lower the learning rate.`,
      );

    /** What must agree for a state to be taken up again. */
    const run = { name, key: rng.key, batchSize, problem: problem as unknown as Json };
    const resumed = input.resume && (await decodeFile(input.resume, stateKind));
    if (resumed) {
      const before = resumed.head as unknown as { run: typeof run; position: Position };
      if (JSON.stringify(before.run) !== JSON.stringify(run))
        throw ildlError(
          'ILDL_FILE',
          `This training state is of another run than the one to resume: ${JSON.stringify(before.run)} is not ${JSON.stringify(run)}.`,
        );
      Object.assign(position, before.position);
    }
    const state = scope(() => {
      const initial = initialState(
        recipe,
        model,
        rng.fork('init'),
        valid !== undefined && lossOf !== undefined,
      );
      return variablesOf(resumed ? filledFrom(resumed, initial) : initial);
    });
    const saved = async () =>
      encodeFile({
        kind: stateKind,
        head: { run, position: { ...position } },
        arrays: await storeTensors(leavesOf(state)),
      });
    const keptPredictor = () => predictorOf(name, problem, model, copyLearned(bestOf(state, position)));

    const trainOn = runCompiled((rows: tf.Tensor1D, stream) => {
      const batch: Batch = { x: tf.gather(train.x, rows), y: tf.gather(train.y, rows) };
      return trainStep(recipe, model, state, batch, stream);
    });
    /** Trains on the next batch and reports the signals of the step. */
    const nextBatch = async (order: Int32Array): Promise<Terms> => {
      const first = position.batch * batchSize;
      const step = position.epoch * batches + position.batch;
      const rows = tf.tensor1d(order.subarray(first, first + batchSize), 'int32');
      try {
        const { health, signals } = trainOn(rows, rng.fork('step').fork(`${step}`));
        const healthy = (await numberOf(health)) === 0;
        health.dispose();
        if (!healthy) {
          disposeTree(signals);
          throw diverged(`batch ${position.batch + 1}`);
        }
        position.batch++;
        return signals;
      } finally {
        rows.dispose();
      }
    };

    const validationLossOf =
      valid &&
      lossOf &&
      runCompiled((_: readonly []) =>
        lossOf(valid.y, model.predict(state, valid.x, { weights: state.weights })),
      );
    const validate = async (): Promise<number | undefined> => {
      if (validationLossOf === undefined) return undefined;
      const loss = validationLossOf([], rng);
      const value = await numberOf(loss);
      loss.dispose();
      if (!Number.isFinite(value)) throw diverged('in validation');
      return value;
    };

    let signals: Terms = {};
    try {
      while (position.epoch < epochs) {
        const order = rng.fork('epoch').fork(`${position.epoch}`).permutation(problem.size);
        while (position.batch < batches) {
          disposeTree(signals);
          signals = {};
          signals = await nextBatch(order);
          stopIfAborted();
          // The last batch is reported by the event of its epoch.
          if (position.batch === batches) break;
          const event: FitEvent = Object.freeze({
            type: 'step',
            epoch: position.epoch + 1,
            batch: position.batch,
            batches,
            state: saved,
          });
          yield event;
          stopIfAborted();
          if (until?.(event)) return keptPredictor();
        }
        const validationLoss = await validate();
        position.epoch++;
        position.batch = 0;
        const best =
          validationLoss === undefined || position.bestLoss === null || validationLoss < position.bestLoss;
        if (best && validationLoss !== undefined) {
          position.bestEpoch = position.epoch;
          position.bestLoss = validationLoss;
          scope(() => assignTree(state.best, copyLearned(state)));
        }
        const event: FitEvent = Object.freeze({
          type: 'epoch',
          epoch: position.epoch,
          epochs,
          losses: await numbersOf(state.lossSums, (sum) => sum / batches),
          weights: await numbersOf(state.weights),
          signals: await numbersOf(signals),
          ...(validationLoss === undefined ? {} : { validationLoss }),
          best,
          state: saved,
        });
        scope(() =>
          assignTree(
            state.lossSums,
            mapTree(state.lossSums, (sum) => tf.zerosLike(sum)),
          ),
        );
        yield event;
        stopIfAborted();
        if (until?.(event)) break;
      }
      return keptPredictor();
    } finally {
      // Before the steps, which otherwise leave the variables copies of their numbers.
      disposeTree(signals);
      disposeTree(state);
      trainOn.dispose();
      validationLossOf?.dispose();
    }
  }

  const load = async (bytes: Uint8Array): Promise<Predictor> => {
    const file = await decodeFile(bytes, modelKind);
    const { name: of, problem } = file.head as unknown as { name: string; problem: Problem };
    if (of !== name) throw ildlError('ILDL_FILE', `This model file is of ${of}, not of ${name}.`);
    const model = recipe.model(problem);
    const learned = scope(() => {
      const { params, buffers, weights } = initialState(recipe, model, rngFrom(0), false);
      return filledFrom<Learned>(file, { params, buffers, weights });
    });
    return predictorOf(name, problem, model, learned);
  };

  return Object.freeze({ name, fit, load });
};
