// What of the internals of TensorFlow.js is used here.
import type * as tf from '@tensorflow/tfjs';

export type Tensors = { readonly dataId: object; readonly shape: number[]; readonly dtype: tf.DataType };

/** What TensorFlow.js calls to run a kernel. */
export type RunKernel = (call: {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly attrs?: object;
  readonly backend: unknown;
}) => unknown;

/** The numbers of one tensor. */
interface Entry {
  values?: unknown;
  readonly dtype: tf.DataType;
  refCount: number;
}

/** The numbers of tensors, by their data ids. */
export interface ArrayStore {
  readonly has: (dataId: object) => boolean;
  readonly entry: (dataId: object) => Entry;
  readonly add: (values: unknown, dtype: tf.DataType) => object;
  readonly references: (dataId: object) => number;
  readonly remove: (dataId: object) => void;
}

/** What of the cpu backend of TensorFlow.js is used here. */
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
