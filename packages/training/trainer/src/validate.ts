import type { Batch, Model } from '@ildl/interface';
import type { CompleteRecipe } from './gradient-recipe.js';
import { takeScalar } from './read-scalars.js';
import { rngFrom } from './rng-from.js';
import { runCompiled } from './run-compiled.js';
import type { State } from './training-state.js';

/** Makes the function that computes the validation loss of the state as it is: undefined without validation rows. */
export const validator = (
  { validationLoss }: CompleteRecipe,
  model: Model,
  state: State,
  valid: Batch | undefined,
) => {
  const loss =
    valid &&
    validationLoss &&
    runCompiled((_: readonly []) =>
      validationLoss(valid.y, model.predict(state, valid.x, { weights: state.weights })),
    );
  const validate = async (): Promise<number | undefined> => loss && takeScalar(loss([], rngFrom(0)));
  return Object.assign(validate, { dispose: () => loss?.dispose() });
};
