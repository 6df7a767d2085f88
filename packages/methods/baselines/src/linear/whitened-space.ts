import type { Objective, Operand } from '@ildl/minimizers';
import {
  cholesky,
  denseValues,
  dot,
  factorOf,
  lowerFactorOf,
  solveLower,
  solveUpper,
  transpose,
} from '@ildl/minimizers';
import { ildlError } from '@ildl/trainer';
import { design } from './design.js';
import { rowSpace } from './row-space.js';
import type { LogitLoss } from './weight-space.js';

/** Where the weights W [features, labels] of a linear model with a penalty on their length are looked for. */
export interface WhitenedSpace {
  /** W = 0. */
  readonly start: Float64Array;
  /** The loss of the logits XW + penalty/2‖W‖². */
  objective(loss: LogitLoss): Objective;
  /** XW, [rows, labels]; borrowed: do not retain it beyond the next call. It saves an array per step of a descent. */
  logits(at: Float64Array): Float64Array;
  /** ‖W‖². */
  squaredLength(at: Float64Array): number;
  /** W, [features, labels]. */
  weights(at: Float64Array): Float64Array;
}

/** The columns of a row-major matrix from the last to the first. */
const mirrored = (a: Float64Array, columns: number): Float64Array => {
  const turned = a.slice();
  for (let from = 0; from < a.length; from += columns) turned.subarray(from, from + columns).reverse();
  return turned;
};

/**
 * Coordinates Φ = Lᵀ W, LLᵀ = curvature XᵀX + penalty I, within the space of the rows of X. For a loss of about this
 * curvature the objective is about as steep in all directions: a descent needs tens of steps where it needs thousands in
 * raw features, and ends at the same place. As penalty‖W‖² = ‖Φ‖² − curvature‖XW‖², it is as cheap as in raw features.
 * @param x [rows, features]
 * @param curvature of the loss by a logit: ¼ at most for a cross-entropy
 * @param penalty above 0
 * @throws `ILDL_DIVERGED` where the penalty is lost in rounding
 */
export const whitenedSpace = (
  x: Operand,
  rows: number,
  features: number,
  labels: number,
  { curvature, penalty }: { readonly curvature: number; readonly penalty: number },
): WhitenedSpace => {
  const { rank, order, lift, ...space } = rowSpace(x, rows, features);
  const coordinates = denseValues(space.coordinates);
  // L is computed with the coordinates from the last to the first: it is an upper triangle, and leaves lower ones lower.
  const factor = order ? lowerFactorOf(coordinates, rows, rank) : factorOf(coordinates, rows, rank);
  const steepness = factor.transposedTimes(coordinates, rank).reverse();
  for (let i = 0; i < steepness.length; i++)
    steepness[i] = curvature * (steepness[i] as number) + (i % (rank + 1) === 0 ? penalty : 0);
  const triangle = cholesky(steepness, rank);
  if (triangle === undefined)
    throw ildlError('ILDL_DIVERGED', 'The penalty on weights is lost in rounding; standardise the features.');
  const whitened = mirrored(solveLower(triangle, rank, mirrored(coordinates, rank)), rank);
  const { logits: product, byWeights } = design({ rank, coordinates: whitened, order }, rows, labels);
  const size = labels * rank;
  const last = { at: new Float64Array(size).fill(Number.NaN), z: new Float64Array(rows * labels) };
  /** XW of a point, which is asked for once more where a descent ends and the next one begins. */
  const logits = (at: Float64Array): Float64Array => {
    if (!at.every((value, i) => value === last.at[i])) {
      last.at.set(at);
      product(at, last.z);
    }
    return last.z;
  };
  const pull = new Float64Array(rows * labels);
  const gradient = new Float64Array(size);
  const squaredLength = (at: Float64Array, z: Float64Array) =>
    (dot(at, at) - curvature * dot(z, z)) / penalty;
  return {
    start: new Float64Array(size),
    logits,
    objective: (loss) => (at) => {
      const z = logits(at);
      const { value, gradient: byLogits } = loss(z);
      for (let i = 0; i < z.length; i++) pull[i] = (byLogits[i] as number) - curvature * (z[i] as number);
      byWeights(pull, gradient);
      for (let i = 0; i < at.length; i++) gradient[i] = (gradient[i] as number) + (at[i] as number);
      return { value: value + (penalty / 2) * squaredLength(at, z), gradient };
    },
    squaredLength: (at) => squaredLength(at, logits(at)),
    weights: (at) => {
      const columns = mirrored(transpose(at, rank, labels), rank);
      return lift(mirrored(solveUpper(triangle, rank, columns), rank), labels);
    },
  };
};
