import type { Batch, Model, Rng, StepContext, Terms, Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { ildlError } from './errors.js';
import type { GradientRecipe } from './gradient-recipe.js';
import { disposeTree, scope } from './scope.js';
import { stopGradient } from './stop-gradient.js';
import { assignTree, type State } from './training-state.js';
import { mapTree } from './tree.js';

const checkTerms = (model: Model, terms: Terms, name: string): void => {
  const [declared, computed] = [[...model.terms].sort(), Object.keys(terms).sort()];
  if (`${declared}` !== `${computed}`)
    throw ildlError(
      'ILDL_OPTION',
      `The model of ${name} declares the loss terms ${declared.join(', ')} but computes ${computed.join(', ')}.`,
    );
};

/**
 * One step of training: losses, weights, gradients, transform. Assigns the next state to the variables of `state`.
 * @returns the signals, and `health`: 0, or NaN where a loss, gradient or parameter is not finite. The caller disposes them.
 */
export const trainStep = (
  recipe: Required<Pick<GradientRecipe, 'name' | 'weighting' | 'transform' | 'objective'>>,
  model: Model,
  state: State,
  batch: Batch,
  rng: Rng,
): { readonly health: tf.Scalar; readonly signals: Terms } => {
  const { name, weighting, transform, objective } = recipe;
  const { params, buffers, step } = state;
  const held: tf.Tensor[] = [];
  /** Lets a tree outlive the tape of the gradients; as copies, since a piece may hand back what it was given. */
  const hold = <T extends Tree>(tree: T): T =>
    mapTree(tree, (leaf) => {
      const copy = tf.keep(tf.clone(leaf));
      held.push(copy);
      return copy;
    });

  const forward = () => {
    const result = model.losses({ params, buffers }, batch, { training: true, rng, step });
    checkTerms(model, result.terms, name);
    const losses = mapTree(result.terms, stopGradient);
    const weighed = weighting.update(losses, state.weighting);
    const kept = hold({
      losses,
      weights: weighed.weights,
      weighting: weighed.state,
      signals: weighed.signals ?? {},
      buffers: { ...buffers, ...result.buffers },
    });
    return { kept, total: objective(result.terms, kept.weights) };
  };

  try {
    return scope(() => {
      let kept: ReturnType<typeof forward>['kept'] | undefined;
      const { value, grads } = tf.variableGrads(() => {
        const result = forward();
        kept = result.kept;
        return result.total;
      }, Object.values(params) as tf.Variable[]);
      const {
        losses,
        weights,
        weighting: nextWeighting,
        signals,
        buffers: nextBuffers,
      } = kept as NonNullable<typeof kept>;
      const gradients = mapTree(params, (param) => grads[(param as tf.Variable).name] ?? tf.zerosLike(param));
      const context: StepContext = { step, params, losses, weights, signals };
      const transformed = transform.update(gradients, state.transform, context);
      const nextParams = mapTree(params, (param, path) => {
        const update = transformed.updates[path];
        if (update === undefined)
          throw ildlError('ILDL_OPTION', `The transform of ${name} returned no update of ${path}.`);
        return tf.add(param, update);
      });
      const health = tf.mul<tf.Scalar>(
        tf.addN([value, ...Object.values(nextParams).map((param) => tf.sum(param))]) as tf.Scalar,
        0,
      );
      const changing = { ...state, best: {} };
      assignTree(changing, {
        ...changing,
        params: nextParams,
        buffers: nextBuffers,
        weights,
        weighting: nextWeighting,
        transform: transformed.state,
        step: tf.add(step, 1),
        lossSums: mapTree(state.lossSums, (sum, term) => tf.add(sum, losses[term] as tf.Scalar)),
      });
      const reported: Terms = { ...signals, ...transformed.signals };
      return { health, signals: mapTree(reported, (signal) => tf.clone(signal)) };
    });
  } finally {
    disposeTree(held);
  }
};
