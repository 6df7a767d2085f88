import { applyStandardiser, artificial, type DenseMatrix, kFold, rowsOf, standardiser } from '@ildl/datasets';
import * as tf from '@tensorflow/tfjs';

const tensorOf = ({ rows, columns, values }: DenseMatrix): tf.Tensor2D =>
  tf.tensor2d(Float32Array.from(values), [rows, columns]);

/** The first of ten folds of the artificial dataset, its features standardised by those of the training rows. */
export const testFold = () => {
  const { features, labels } = artificial();
  const [fold] = kFold(features.rows);
  if (fold === undefined) throw new Error('There is no fold.');
  const scale = standardiser(features, fold.train);
  const batch = (rows: Int32Array) => ({
    x: tensorOf(applyStandardiser(rowsOf(features, rows), scale)),
    y: tensorOf(rowsOf(labels, rows)),
  });
  return { train: batch(fold.train), test: batch(fold.test) };
};
