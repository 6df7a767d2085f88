import type { Model, Predictor, Problem } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs';
import { checkFeatures } from './check-input.js';
import { ildlError } from './errors.js';
import type { CompleteRecipe } from './gradient-recipe.js';
import { rngFrom } from './rng-from.js';
import { runCompiled } from './run-compiled.js';
import { disposeTree, scope } from './scope.js';
import { decodeFile, encodeFile, type Json, storeTensors } from './tensor-file.js';
import { filledFrom, initialState, type Learned } from './training-state.js';
import { leavesOf } from './tree.js';

const kind = 'ildl/model';

/** The predictor of a trained model; it owns `learned`. */
export const predictorOf = (name: string, problem: Problem, model: Model, learned: Learned): Predictor => {
  const predict = runCompiled((x: tf.Tensor2D) => model.predict(learned, x, { weights: learned.weights }));
  return {
    predict: (x) => {
      checkFeatures(x, problem);
      return predict(x, rngFrom(0));
    },
    save: async () =>
      encodeFile({
        kind,
        head: { name, problem: problem as unknown as Json },
        arrays: await storeTensors(leavesOf(learned)),
      }),
    dispose: () => {
      predict.dispose();
      disposeTree(learned);
    },
  };
};

/**
 * Reads what a predictor of this recipe saved.
 * @throws `ILDL_FILE` where the file is damaged, of another method, or of other options
 */
export const loadPredictor = async (recipe: CompleteRecipe, bytes: Uint8Array): Promise<Predictor> => {
  const file = await decodeFile(bytes, kind);
  const { name, problem } = file.head as unknown as { name: string; problem: Problem };
  if (name !== recipe.name)
    throw ildlError('ILDL_FILE', `This model file is of ${name}, not of ${recipe.name}.`);
  const model = recipe.model(problem);
  const learned = scope(() => {
    const { params, buffers, weights } = initialState(recipe, model, rngFrom(0), false);
    return filledFrom<Learned>(file, { params, buffers, weights });
  });
  return predictorOf(name, problem, model, learned);
};
