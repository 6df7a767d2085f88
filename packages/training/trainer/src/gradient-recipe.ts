import type { ModelFor, Terms, Transform, Weighting } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs';

/** A method that descends the gradient of its weighted loss terms, batch by batch. */
export interface GradientRecipe<K extends string = string> {
  readonly name: string;
  readonly model: ModelFor<K>;
  /** Loss terms -> weights; by default every weight is 1. */
  readonly weighting?: Weighting<K>;
  /** Gradients -> what is added to the parameters. */
  readonly transform: Transform;
  /** The scalar whose gradient is taken; by default `weightedSum`. */
  readonly objective?: (terms: Terms<K>, weights: Terms<K>) => tf.Scalar;
  /** What decides which epoch is kept: of true and predicted label distributions [n, labels], lower is better. */
  readonly validationLoss?: (y: tf.Tensor2D, p: tf.Tensor2D) => tf.Scalar;
  /** Rows a batch; the last batch of an epoch may be smaller. */
  readonly batchSize: number;
  readonly epochs: number;
}
