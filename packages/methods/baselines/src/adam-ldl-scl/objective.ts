import {
  dot,
  type Factor,
  matmul,
  matmulTransposed,
  softmaxRows,
  throughSoftmax,
  transposedMatmul,
} from '@ildl/minimizers';
import { crossEntropyOf } from '../linear/cross-entropy.js';
import type { AdamLdlSclOptions } from './options.js';

/** The parameters of the objective. */
export interface SclParameters {
  /** θ [features, labels]. */
  readonly theta: Float64Array;
  /** w [clusters, labels]. */
  readonly w: Float64Array;
  /** Codes of the training rows, c [rows, clusters]. */
  readonly c: Float64Array;
}

type Weights = Pick<AdamLdlSclOptions, 'featureDecay' | 'codeDecay' | 'local' | 'barrier'>;

const squares = (a: Float64Array): number => dot(a, a);

/** Rows of X, `some` of them or all. */
interface Rows {
  readonly x: Factor;
  readonly some?: Int32Array;
}

/** Xθ + cw, [rows, labels]. */
export const logitsOf = ({ theta, w, c }: SclParameters, { x, some }: Rows, labels: number): Float64Array => {
  const own = x.times(theta, labels, { some });
  const clusters = w.length / labels;
  const local = matmul(c, w, c.length / clusters, clusters, labels);
  return own.map((value, i) => value + (local[i] as number));
};

/**
 * Σ KL(y‖P) + λ1‖θ‖² + λ2‖w‖² + λ3 Σ c_ik ‖P_i − ȳ_k‖² + μ Σ 1/c_ik with its exact gradients by θ, w and c, each computed at
 * its call.
 * @param means ȳ [clusters, labels]
 */
export const sclObjective = (
  parameters: SclParameters,
  { y, rows, ...of }: Rows & { readonly y: Float64Array; readonly rows: number },
  means: Float64Array,
  { featureDecay, codeDecay, local, barrier }: Weights,
): {
  readonly value: number;
  readonly gradients: { readonly [K in keyof SclParameters]: () => Float64Array };
} => {
  const { theta, w, c } = parameters;
  const labels = y.length / rows;
  const clusters = c.length / rows;
  const logits = logitsOf(parameters, of, labels);
  const p = softmaxRows(logits, labels);
  const distances = new Float64Array(c.length);
  const byP = new Float64Array(p.length);
  let value = crossEntropyOf(y, labels, logits, p) + featureDecay * squares(theta) + codeDecay * squares(w);
  for (const degree of y) if (degree > 0) value += degree * Math.log(degree);
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < clusters; k++) {
      const code = c[row * clusters + k] as number;
      let distance = 0;
      for (let label = 0; label < labels; label++) {
        const gap = (p[row * labels + label] as number) - (means[k * labels + label] as number);
        distance += gap * gap;
        byP[row * labels + label] = (byP[row * labels + label] as number) + 2 * local * code * gap;
      }
      distances[row * clusters + k] = distance;
      value += local * code * distance + barrier / code;
    }
  const byLogits = throughSoftmax(p, byP, labels, byP);
  for (let i = 0; i < p.length; i++)
    byLogits[i] = (p[i] as number) - (y[i] as number) + (byLogits[i] as number);
  return {
    value,
    gradients: {
      theta: () =>
        of.x
          .transposedTimes(byLogits, labels, { some: of.some })
          .map((g, i) => g + 2 * featureDecay * (theta[i] as number)),
      w: () =>
        transposedMatmul(c, byLogits, rows, clusters, labels).map(
          (g, i) => g + 2 * codeDecay * (w[i] as number),
        ),
      c: () =>
        matmulTransposed(byLogits, w, rows, labels, clusters).map(
          (g, i) => g + local * (distances[i] as number) - barrier / (c[i] as number) ** 2,
        ),
    },
  };
};

/** The mean label distribution of every cluster, [clusters, labels]. */
export const clusterMeans = (
  y: Float64Array,
  labels: number,
  clusters: readonly (readonly number[])[],
): Float64Array => {
  const means = new Float64Array(clusters.length * labels);
  for (const [k, rows] of clusters.entries())
    for (const row of rows)
      for (let label = 0; label < labels; label++)
        means[k * labels + label] =
          (means[k * labels + label] as number) + (y[row * labels + label] as number) / rows.length;
  return means;
};
