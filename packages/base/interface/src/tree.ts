import type * as tf from '@tensorflow/tfjs-core';

/**
 * State that changes from step to step: nested records and arrays of tensors, so that a step can be recorded, compiled and
 * resumed. Paths, shapes and dtypes are the same after every step. A JavaScript number is a constant, not state.
 */
export type Tree = tf.Tensor | readonly Tree[] | { readonly [key: string]: Tree };

/** Tensors by name, `group/layer/kernel`. The first part of a name is its group: the branch it belongs to. */
export type Params = Readonly<Record<string, tf.Tensor>>;

/** Named scalars: loss terms, their weights, or signals. */
export type Terms<K extends string = string> = Readonly<Record<K, tf.Scalar>>;

/** The same names with JavaScript numbers, read from the device. */
export type Numbers = Readonly<Record<string, number>>;
