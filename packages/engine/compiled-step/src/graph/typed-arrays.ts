import type * as tf from '@tensorflow/tfjs';
import type { TypedArray } from './graph.js';

/** Values as the arena stores them. */
export const storedValues = (values: ArrayLike<number>, dtype: tf.DataType): TypedArray =>
  dtype === 'int32'
    ? values instanceof Int32Array
      ? (values as Int32Array<ArrayBuffer>)
      : new Int32Array(values)
    : values instanceof Float32Array
      ? (values as Float32Array<ArrayBuffer>)
      : new Float32Array(values);

/** Values of the arena as TensorFlow.js holds those of a type. */
export const arrayFor = (dtype: tf.DataType, stored: TypedArray): TypedArray | Uint8Array =>
  dtype === 'float32'
    ? new Float32Array(stored)
    : dtype === 'int32'
      ? new Int32Array(stored)
      : new Uint8Array(stored);
