import type { Batch, Model, Rng, Terms } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import type { CompleteRecipe } from './gradient-recipe.js';
import { takeScalar } from './read-scalars.js';
import { runCompiled } from './run-compiled.js';
import { trainStep } from './train-step.js';
import type { State } from './training-state.js';

/** Makes the function that trains on one batch: it gathers the rows and runs `trainStep`, compiled where the backend can. */
export const batchTrainer = (recipe: CompleteRecipe, model: Model, state: State, { x, y }: Batch) => {
  const step = runCompiled((rows: tf.Tensor1D, rng) =>
    trainStep(recipe, model, state, { x: tf.gather(x, rows), y: tf.gather(y, rows) }, rng),
  );
  /**
   * @param indices of the rows of the batch
   * @returns whether all losses, gradients and parameters are finite, and the signals, which the caller disposes
   */
  const trainBatch = async (
    indices: Int32Array,
    rng: Rng,
  ): Promise<{ readonly finite: boolean; readonly signals: Terms }> => {
    const rows = tf.tensor1d(indices, 'int32');
    try {
      const { health, signals } = step(rows, rng);
      return { finite: (await takeScalar(health)) === 0, signals };
    } finally {
      rows.dispose();
    }
  };
  return Object.assign(trainBatch, { dispose: step.dispose });
};
