import type { Method } from '@ildl/interface';
import { loadPredictor } from './gradient-predictor.js';
import { completeRecipe, type GradientRecipe } from './gradient-recipe.js';
import { train } from './train.js';

/**
 * Makes a method of a model, a weighting and a gradient transform.
 *
 * An epoch goes over all rows in a new order, batch by batch. After it the validation rows are predicted; the epoch with
 * the lowest `validationLoss` is kept, and without validation rows the last one. A loss, gradient or parameter that is
 * not finite ends training with `ILDL_DIVERGED` in the same step.
 * @throws `ILDL_OPTION` for a batch size or a number of epochs that is not a whole number from 1
 */
export const gradientMethod = <K extends string>(recipe: GradientRecipe<K>): Method => {
  const complete = completeRecipe(recipe);
  return Object.freeze({
    name: complete.name,
    fit: (input) => train(complete, input),
    load: (file) => loadPredictor(complete, file),
  } satisfies Method);
};
