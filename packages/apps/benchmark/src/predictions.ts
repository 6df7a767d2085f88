import { decodeFile, encodeFile, type StoredArray } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';

/** What metrics are computed of: true and predicted label distributions of the test rows, float32 [rows, labels]. */
export interface TestPredictions {
  readonly y: StoredArray;
  readonly p: StoredArray;
}

const kind = 'ildl/test-predictions';

/** One checksummed file; equal predictions give equal bytes. */
export const encodePredictions = ({ y, p }: TestPredictions): Promise<Uint8Array> =>
  encodeFile({
    kind,
    head: null,
    arrays: new Map([
      ['y', y],
      ['p', p],
    ]),
  });

/** @throws `ILDL_FILE` where the bytes are not such a file, cut or changed */
export const decodePredictions = async (bytes: Uint8Array): Promise<TestPredictions> => {
  const { arrays } = await decodeFile(bytes, kind);
  return { y: arrays.get('y') as StoredArray, p: arrays.get('p') as StoredArray };
};

/** The values of tensors, which stay with the caller. */
export const predictionsOf = async (y: tf.Tensor2D, p: tf.Tensor2D): Promise<TestPredictions> => {
  const [ys, ps] = (await Promise.all([y.data(), p.data()])) as [Float32Array, Float32Array];
  return { y: { shape: y.shape, values: ys }, p: { shape: p.shape, values: ps } };
};

/** Hands the predictions to `use` as tensors, and disposes them. */
export const withTensors = async <T>(
  { y, p }: TestPredictions,
  use: (y: tf.Tensor2D, p: tf.Tensor2D) => Promise<T>,
): Promise<T> => {
  const tensors = [y, p].map(({ shape, values }) =>
    tf.tensor2d(values as Float32Array, shape as [number, number]),
  );
  try {
    return await use(...(tensors as [tf.Tensor2D, tf.Tensor2D]));
  } finally {
    tf.dispose(tensors);
  }
};
