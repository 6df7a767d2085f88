import type { ModelFor, Terms, Transform, Weighting } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { ildlError } from './errors.js';
import { mapTree } from './tree.js';

/** A method that descends the gradient of its weighted loss terms, batch by batch. */
export interface GradientRecipe<K extends string = string> {
  readonly name: string;
  readonly model: ModelFor<K>;
  /** Loss terms -> weights; by default every weight is 1. */
  readonly weighting?: Weighting<K>;
  /** Gradients -> updates, which are added to the parameters. */
  readonly transform: Transform;
  /** The scalar whose gradient is taken; by default `weightedSum`. */
  readonly objective?: (terms: Terms<K>, weights: Terms<K>) => tf.Scalar;
  /**
   * The loss by which the best epoch is selected, of true and predicted label distributions [n, labels]; lower is better.
   * By default the last epoch is kept.
   */
  readonly validationLoss?: (y: tf.Tensor2D, p: tf.Tensor2D) => tf.Scalar;
  /** Rows per batch, from 1; the last batch of an epoch may be smaller. */
  readonly batchSize: number;
  /** Passes over the training rows, from 1. */
  readonly epochs: number;
}

/** A recipe with its defaults, whose loss terms are any. */
export type CompleteRecipe = Required<Omit<GradientRecipe, 'validationLoss'>> &
  Pick<GradientRecipe, 'validationLoss'>;

/** Σ weight · term: eq. 11 of AMEMA. */
export const weightedSum = <K extends string>(terms: Terms<K>, weights: Terms<K>): tf.Scalar =>
  tf.addN(
    (Object.keys(terms) as K[]).map((name) => tf.mul<tf.Scalar>(terms[name], weights[name])),
  ) as tf.Scalar;

const unitWeights: Weighting = {
  init: () => ({}),
  update: (losses) => ({ weights: mapTree(losses, (loss) => tf.onesLike(loss)), state: {} }),
};

/**
 * Fills in the defaults.
 * @throws `ILDL_OPTION` for a batch size or a number of epochs that is not a whole number from 1
 */
export const completeRecipe = <K extends string>(recipe: GradientRecipe<K>): CompleteRecipe => {
  const { name, batchSize, epochs } = recipe;
  for (const [option, value] of Object.entries({ batchSize, epochs }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw ildlError('ILDL_OPTION', `The ${option} of ${name} is ${value}; give a whole number from 1.`);
  return { weighting: unitWeights, objective: weightedSum, ...(recipe as unknown as GradientRecipe) };
};
