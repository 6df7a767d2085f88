import type { Batch, Model, Params, Rng, Terms } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { ildlError } from './errors.js';
import type { CompleteRecipe } from './gradient-recipe.js';
import { scope } from './scope.js';
import { stopGradient } from './stop-gradient.js';
import { assignTree, type State } from './training-state.js';
import { mapTree } from './tree.js';
import { valueAndGradients } from './value-and-gradients.js';

/**
 * One step of training: losses, weights, gradients, transform. Assigns the next state to the variables of `state`.
 * @returns the signals, and `health`: 0, or NaN where a loss, gradient or parameter is not finite. The caller disposes them.
 */
export const trainStep = (
  { name, weighting, objective, transform }: CompleteRecipe,
  model: Model,
  state: State,
  batch: Batch,
  rng: Rng,
): { readonly health: tf.Scalar; readonly signals: Terms } =>
  scope(() => {
    const { params, buffers, step, lossSums } = state;

    const { value, gradients, aux } = valueAndGradients(params, () => {
      const forward = model.losses({ params, buffers }, batch, { training: true, rng, step });
      checkTerms(model, forward.terms, name);
      const losses = mapTree(forward.terms, stopGradient);
      const { weights, state: next, signals = {} } = weighting.update(losses, state.weighting);
      return {
        value: objective(forward.terms, weights),
        aux: { losses, weights, weighting: next, signals, buffers: { ...buffers, ...forward.buffers } },
      };
    });

    const { losses, weights, signals } = aux;
    const transformed = transform.update(gradients, state.transform, {
      step,
      params,
      losses,
      weights,
      signals,
    });
    const nextParams = added(params, transformed.updates, name);

    const changing = { ...state, best: {} };
    assignTree(changing, {
      ...changing,
      params: nextParams,
      buffers: aux.buffers,
      weights,
      weighting: aux.weighting,
      transform: transformed.state,
      step: tf.add(step, 1),
      lossSums: mapTree(lossSums, (sum, term) => tf.add(sum, losses[term] as tf.Scalar)),
    });
    const reported: Terms = { ...signals, ...transformed.signals };
    return {
      health: healthOf([value, ...Object.values(nextParams).map((param) => tf.sum<tf.Scalar>(param))]),
      signals: mapTree(reported, (signal) => tf.clone(signal)),
    };
  });

const checkTerms = (model: Model, terms: Terms, name: string): void => {
  const [declared, computed] = [[...model.terms].sort(), Object.keys(terms).sort()];
  if (`${declared}` !== `${computed}`)
    throw ildlError(
      'ILDL_OPTION',
      `The model of ${name} declares the loss terms ${declared.join(', ')} but computes ${computed.join(', ')}.`,
    );
};

const added = (params: Params, updates: Params, name: string): Params =>
  mapTree(params, (param, path) => {
    const update = updates[path];
    if (update === undefined)
      throw ildlError('ILDL_OPTION', `The transform of ${name} returned no update of ${path}.`);
    return tf.add(param, update);
  });

/** 0, or NaN where one of the scalars is not finite. */
const healthOf = (scalars: readonly tf.Scalar[]): tf.Scalar => tf.mul(tf.addN([...scalars]) as tf.Scalar, 0);
