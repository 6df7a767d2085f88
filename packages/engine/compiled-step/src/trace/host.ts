// The internals of TensorFlow.js that this package relies on.
import type * as tf from '@tensorflow/tfjs';

export type Tensors = { readonly dataId: object; readonly shape: number[]; readonly dtype: tf.DataType };

/** The kernel function of a TensorFlow.js op. */
export type RunOp = (call: {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly attrs?: object;
  readonly backend: unknown;
}) => unknown;

/** The values of one tensor. */
interface Entry {
  values?: unknown;
  readonly dtype: tf.DataType;
  refCount: number;
}

/** The values of tensors, by data id. */
export interface ArrayStore {
  readonly has: (dataId: object) => boolean;
  readonly entry: (dataId: object) => Entry;
  readonly add: (values: unknown, dtype: tf.DataType) => object;
  readonly references: (dataId: object) => number;
  readonly remove: (dataId: object) => void;
}

/** The part of the cpu backend of TensorFlow.js that this package relies on. */
export interface HostBackend {
  readonly data: {
    has(dataId: object): boolean;
    get(dataId: object): Entry;
    set(dataId: object, entry: Entry): void;
    delete(dataId: object): void;
  };
  write(values: unknown, shape: number[], dtype: tf.DataType): object;
  readSync(dataId: object): unknown;
  refCount(dataId: object): number;
}
