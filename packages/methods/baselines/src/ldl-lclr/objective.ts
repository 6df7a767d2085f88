import type { DenseMatrix } from '@ildl/interface';
import { dot, dotFrom, matmul, nuclearNorm } from '@ildl/minimizers';
import { crossEntropy } from '../linear/cross-entropy.js';
import type { LogitLoss } from '../linear/weight-space.js';
import type { LdlLclrOptions } from './options.js';

/** Y − PS. */
export const unexplained = (
  p: Float64Array,
  s: Float64Array,
  { values: y, rows, columns: labels }: DenseMatrix,
): Float64Array => {
  const rest = matmul(p, s, rows, labels, labels);
  for (let i = 0; i < rest.length; i++) rest[i] = (y[i] as number) - (rest[i] as number);
  return rest;
};

/**
 * T, the sum over clusters of the Euclidean distances between the label columns, restricted to the rows of the cluster.
 * @returns [labels, labels]
 */
export const labelDistances = (
  y: Float64Array,
  labels: number,
  clusters: readonly (readonly number[])[],
): Float64Array => {
  const distances = new Float64Array(labels * labels);
  for (const rows of clusters)
    for (let a = 0; a < labels; a++)
      for (let b = 0; b < labels; b++) {
        let square = 0;
        for (const row of rows)
          square += ((y[row * labels + a] as number) - (y[row * labels + b] as number)) ** 2;
        distances[a * labels + b] = (distances[a * labels + b] as number) + Math.sqrt(square);
      }
  return distances;
};

/** KL(Y‖P), with Σ y ln y, which does not depend on the prediction; its gradient is P − Y. */
export const divergenceFrom = (y: Float64Array, labels: number): LogitLoss => {
  const entropy = crossEntropy(y, labels);
  const constant = y.reduce((sum, degree) => (degree > 0 ? sum + degree * Math.log(degree) : sum), 0);
  return (logits) => {
    const { value, gradient } = entropy(logits);
    return { value: value + constant, gradient };
  };
};

/**
 * KL(Y‖P) + λ1‖W‖² + λ2‖E‖₂,₁ + λ3‖S‖_* + ⟨S, λ4 T⟩ with E = Y − PS.
 * @param divergence KL(Y‖P)
 * @param squaredLength ‖W‖²
 */
export const lclrObjective = (
  divergence: number,
  squaredLength: number,
  s: Float64Array,
  e: Float64Array,
  local: Float64Array,
  labels: number,
  { l2, outliers, lowRank }: Pick<LdlLclrOptions, 'l2' | 'outliers' | 'lowRank'>,
): number => {
  let groups = 0;
  for (let from = 0; from < e.length; from += labels) groups += Math.sqrt(dotFrom(e, from, e, from, labels));
  return (
    divergence + l2 * squaredLength + outliers * groups + lowRank * nuclearNorm(s, labels) + dot(s, local)
  );
};
