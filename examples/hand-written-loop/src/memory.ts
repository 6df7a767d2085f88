import type { Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';

/** `tf.tidy` for any tree, whose own type knows no readonly containers: disposes all that `work` makes but its result. */
export const scope = <T>(work: () => T): T => tf.tidy(work as () => tf.TensorContainer) as T;

/** Disposes every tensor in these trees. */
export const release = (...trees: readonly Tree[]): void =>
  tf.dispose(trees as unknown as tf.TensorContainer);

/** New tensors for every leaf: what outlives a step must not share a tensor with what is disposed after it. */
export const copyOf = <T extends Tree>(tree: T): T =>
  (tree instanceof tf.Tensor
    ? tf.clone(tree)
    : Array.isArray(tree)
      ? tree.map(copyOf)
      : Object.fromEntries(Object.entries(tree).map(([key, child]) => [key, copyOf(child)]))) as T;
