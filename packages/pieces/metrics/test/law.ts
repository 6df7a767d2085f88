import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';

export const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Pairs of distributions with zeros, peaks and tiny degrees, in float32. */
const pairs = fc.integer({ min: 2, max: 70 }).chain((labels) => {
  const degree = fc.oneof(fc.constant(0), fc.constant(1e-8), fc.double({ min: 0, max: 1, noNaN: true }));
  const row = fc
    .array(degree, { minLength: labels, maxLength: labels })
    .filter((degrees) => sum(degrees) > 1e-3)
    .map((degrees) => degrees.map((d) => Math.fround(d / sum(degrees))));
  return fc.array(fc.tuple(row, row), { minLength: 1, maxLength: 4 });
});
/** Checks a law on them. */
export const law = (
  check: (y: tf.Tensor2D, p: tf.Tensor2D, rows: (readonly [number[], number[]])[]) => void,
) =>
  fc.assert(
    fc.property(pairs, (rows) =>
      tf.tidy(() => check(tf.tensor2d(rows.map(([y]) => y)), tf.tensor2d(rows.map(([, p]) => p)), rows)),
    ),
  );
