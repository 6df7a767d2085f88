import type { FitEvent, FitInput, Predictor, Terms } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { checkInput } from './check-input.js';
import { ildlError } from './errors.js';
import { predictorOf } from './gradient-predictor.js';
import type { CompleteRecipe } from './gradient-recipe.js';
import { readScalars } from './read-scalars.js';
import { disposeTree, scope } from './scope.js';
import { batchTrainer } from './train-batch.js';
import { decodeTraining, encodeTraining } from './training-file.js';
import {
  assignTree,
  bestOf,
  copyLearned,
  filledFrom,
  initialState,
  type Position,
  variablesOf,
} from './training-state.js';
import { mapTree } from './tree.js';
import { validator } from './validate.js';

/** The loop of `gradientMethod`: epochs of `trainBatch`, validation, the best epoch, events, and resuming. */
export async function* train(recipe: CompleteRecipe, input: FitInput): AsyncGenerator<FitEvent, Predictor> {
  const { name, batchSize, epochs } = recipe;
  const { rng, until, signal } = input;
  const stopIfAborted = () => {
    if (signal?.aborted) throw ildlError('ILDL_ABORTED', `The training of ${name} was aborted.`);
  };
  stopIfAborted();
  const problem = await checkInput(input);
  const model = recipe.model(problem);
  const batches = Math.ceil(problem.size / batchSize);
  const valid = recipe.validationLoss && input.valid;

  const run = { name, key: rng.key, batchSize, problem };
  const resumed = input.resume && (await decodeTraining(input.resume, run));
  const position: Position = resumed?.position ?? { epoch: 0, batch: 0, bestEpoch: 0, bestLoss: null };
  const state = scope(() => {
    const initial = initialState(recipe, model, rng.fork('init'), valid !== undefined);
    return variablesOf(resumed ? filledFrom(resumed.file, initial) : initial);
  });
  const trainBatch = batchTrainer(recipe, model, state, input.train);
  const validate = validator(recipe, model, state, valid);

  const saved = () => encodeTraining(run, position, state);
  const keptPredictor = () => predictorOf(name, problem, model, copyLearned(bestOf(state, position)));
  const diverged = (where: string) =>
    ildlError(
      'ILDL_DIVERGED',
      `The training of ${name} diverged in epoch ${position.epoch + 1}, ${where}: a number is not finite; lower the learning rate.`,
    );

  let signals: Terms = {};
  try {
    while (position.epoch < epochs) {
      const order = rng.fork('epoch').fork(`${position.epoch}`).permutation(problem.size);
      while (position.batch < batches) {
        const first = position.batch * batchSize;
        const step = position.epoch * batches + position.batch;
        disposeTree(signals);
        signals = {};
        const trained = await trainBatch(
          order.subarray(first, first + batchSize),
          rng.fork('step').fork(`${step}`),
        );
        signals = trained.signals;
        if (!trained.finite) throw diverged(`batch ${position.batch + 1}`);
        position.batch++;
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
      if (validationLoss !== undefined && !Number.isFinite(validationLoss)) throw diverged('in validation');
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
        losses: await readScalars(state.lossSums, batches),
        weights: await readScalars(state.weights),
        signals: await readScalars(signals),
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
    // Before the compiled steps, which on disposal copy their values to variables that still exist.
    disposeTree(signals);
    disposeTree(state);
    trainBatch.dispose();
    validate.dispose();
  }
}
