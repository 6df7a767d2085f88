import { ildlError } from '@ildl/internal';
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

/** @throws as `checkPredictions` for the values of a tensor, which stays with the caller */
export const checkPredicted = async (
  p: tf.Tensor,
  wanted: { readonly rows: number; readonly labels: number },
): Promise<void> => checkPredictions({ shape: p.shape, values: (await p.data()) as Float32Array }, wanted);

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

/** How far the sum of a predicted label distribution may be from 1. */
const tolerance = 1e-3;

/**
 * @param p predicted label distributions [rows, labels]
 * @throws `ILDL_DIVERGED` where a prediction is not finite, `ILDL_PREDICTIONS` where predictions are no label distributions
 * of so many rows and labels: other shapes, negative degrees, rows that do not sum to 1 within 1e-3
 */
export const checkPredictions = (
  p: Pick<StoredArray, 'shape' | 'values'>,
  { rows, labels }: { readonly rows: number; readonly labels: number },
): void => {
  const refuse = (what: string) =>
    ildlError('ILDL_PREDICTIONS', `It predicted no label distributions: ${what}.`);
  if (p.shape.length !== 2 || p.shape[0] !== rows || p.shape[1] !== labels)
    throw refuse(`the shape is [${p.shape}] for ${rows} rows and ${labels} labels`);
  const values = p.values as Float32Array;
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = 0;
    for (let label = 0; label < labels; label++, at++) {
      const degree = values[at] as number;
      if (!Number.isFinite(degree))
        throw ildlError('ILDL_DIVERGED', `It predicted ${degree} for label ${label + 1} of row ${row + 1}.`);
      if (degree < 0) throw refuse(`label ${label + 1} of row ${row + 1} has the degree ${degree}`);
      sum += degree;
    }
    if (Math.abs(sum - 1) > tolerance) throw refuse(`row ${row + 1} sums to ${sum}`);
  }
};
