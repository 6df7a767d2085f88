import type { Batch, Decoupler, LossContext, Model, Params, Rng, Terms, Variables } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';

/** The network of one part: pure functions, as those of a `Model`. */
export interface Branch {
  /** Its parameters and buffers, named `<part>/…`, so that they are a group of their own. */
  init(rng: Rng): Variables;
  /**
   * The loss of the branch, a mean over the rows.
   * @param batch `y` [n, labels] is the part that the branch learns; a row of it may be all 0
   */
  loss(
    variables: Variables,
    batch: Batch,
    ctx: LossContext,
  ): { readonly loss: tf.Scalar; readonly buffers?: Params };
  /** Label distributions [n, labels]. */
  predict(variables: Variables, x: tf.Tensor2D): tf.Tensor2D;
}

/** Makes one label distribution [n, labels] of those of the branches. */
export type Combine<K extends string = string> = (
  outputs: Readonly<Record<K, tf.Tensor2D>>,
  ctx: { readonly weights: Terms<K>; readonly buffers: Params },
) => tf.Tensor2D;

/** Σ weight · output, with the weights of the loss terms in the kept epoch (Algorithm 1 of AMEMA). */
export const weightedMean: Combine = (outputs, { weights }) =>
  Object.entries(outputs)
    .map(([part, output]) => tf.mul<tf.Tensor2D>(output, weights[part] as tf.Scalar))
    .reduce((sum, output) => tf.add(sum, output));

/**
 * A model with a branch for each part of a decomposition of the label distributions. Its loss terms are those of the
 * branches, named by the parts.
 * @param model `decouple`: the decomposition; `branches`: one for each of its parts; `combine`: how the outputs of the
 * branches become the prediction, `weightedMean` by default
 */
export const decoupledModel = <K extends string>({
  decouple,
  branches,
  combine = weightedMean,
}: {
  readonly decouple: Decoupler<K>;
  readonly branches: Readonly<Record<NoInfer<K>, Branch>>;
  readonly combine?: Combine<NoInfer<K>>;
}): Model<K> => {
  const parts = Object.keys(branches) as K[];
  const eachPart = <T>(of: (part: K) => T) =>
    Object.fromEntries(parts.map((part) => [part, of(part)])) as Record<K, T>;
  return {
    terms: parts,
    init: (rng) => {
      const variables = parts.map((part) => branches[part].init(rng));
      return {
        params: Object.assign({}, ...variables.map(({ params }) => params)),
        buffers: Object.assign({}, ...variables.map(({ buffers }) => buffers)),
      };
    },
    losses: (variables, { x, y }, ctx) => {
      const targets = decouple(y);
      const results = eachPart((part) => branches[part].loss(variables, { x, y: targets[part] }, ctx));
      return {
        terms: eachPart((part) => results[part].loss),
        buffers: Object.assign({}, ...parts.map((part) => results[part].buffers)),
      };
    },
    predict: (variables, x, { weights }) =>
      combine(
        eachPart((part) => branches[part].predict(variables, x)),
        { weights, buffers: variables.buffers },
      ),
  };
};
