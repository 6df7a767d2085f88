import {
  dot,
  type Factor,
  factorOf,
  matmul,
  matmulTransposed,
  softmaxRows,
  throughSoftmax,
  transposedMatmul,
} from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  type HostBatch,
  nonNegative,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { adam } from './adam.js';
import { clusterRows, rowsByCluster } from './cluster-rows.js';
import { crossEntropyOf } from './cross-entropy.js';
import { leastSquares } from './least-squares.js';
import { joined, partsOf } from './parts.js';
import { rowsAt } from './rows-at.js';

export type AdamLdlSclOptions = {
  /** m, the clusters of rows by their label distributions. */
  clusters: number;
  /** λ1 of λ1‖θ‖². */
  featureDecay: number;
  /** λ2 of λ2‖w‖². */
  codeDecay: number;
  /** λ3, the weight of the distances from the means of the clusters. */
  local: number;
  /** μ of the barrier μ Σ 1/c in the first iteration. */
  barrier: number;
  /** By what μ is multiplied after each iteration. */
  barrierDecay: number;
  learningRate: number;
  /** Rows a batch, of which every iteration has one. */
  batchSize: number;
  /** Most iterations. */
  iterations: number;
  /** Training ends where the objective changes by less. */
  tolerance: number;
};

/** What is learned. */
export interface SclParameters {
  /** θ [features, labels]. */
  readonly theta: Float64Array;
  /** w [clusters, labels]. */
  readonly w: Float64Array;
  /** Codes of the training rows, c [rows, clusters]. */
  readonly c: Float64Array;
}

type Weights = Pick<AdamLdlSclOptions, 'featureDecay' | 'codeDecay' | 'local' | 'barrier'>;

/** The code of a row for clusters that are not its own, before the first iteration. */
const faint = 1e-6;

const squares = (a: Float64Array): number => dot(a, a);

/** Rows of X, `some` of them or all. */
interface Rows {
  readonly x: Factor;
  readonly some?: Int32Array;
}

const logitsOf = ({ theta, w, c }: SclParameters, { x, some }: Rows, labels: number): Float64Array => {
  const own = x.times(theta, labels, { some });
  const clusters = w.length / labels;
  const local = matmul(c, w, c.length / clusters, clusters, labels);
  return own.map((value, i) => value + (local[i] as number));
};

/**
 * Σ KL(y‖P) + λ1‖θ‖² + λ2‖w‖² + λ3 Σ c_ik ‖P_i − ȳ_k‖² + μ Σ 1/c_ik with its gradients by θ, w and c, all exact,
 * each computed where it is asked for.
 * @param means ȳ [clusters, labels]
 */
export const sclObjective = (
  parameters: SclParameters,
  { y, rows, ...of }: Rows & Pick<HostBatch, 'y' | 'rows'>,
  means: Float64Array,
  { featureDecay, codeDecay, local, barrier }: Weights,
): { readonly value: number; readonly gradients: SclParameters } => {
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
      get theta() {
        return of.x
          .transposedTimes(byLogits, labels, { some: of.some })
          .map((g, i) => g + 2 * featureDecay * (theta[i] as number));
      },
      get w() {
        return transposedMatmul(c, byLogits, rows, clusters, labels).map(
          (g, i) => g + 2 * codeDecay * (w[i] as number),
        );
      },
      get c() {
        return matmulTransposed(byLogits, w, rows, labels, clusters).map(
          (g, i) => g + local * (distances[i] as number) - barrier / (c[i] as number) ** 2,
        );
      },
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

/**
 * Adam-LDL-SCL (Jia et al., TKDE 2021; LDL-SCL, Zheng et al., AAAI 2018): softmax regression of features and of a code
 * that says how close a row is to each cluster of label distributions. Every iteration is one Adam step of θ and w on a
 * batch and of the codes on all rows. Codes of new rows are predicted by least squares.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const adamLdlScl = defineMethod<AdamLdlSclOptions>({
  id: 'adam-ldl-scl',
  summary: 'local label correlations in codes of rows, by Adam (Jia et al. 2021)',
  defaults: {
    clusters: 14,
    featureDecay: 1e-3,
    codeDecay: 1e-3,
    local: 1e-3,
    barrier: 1,
    barrierDecay: 0.1,
    learningRate: 1e-3,
    batchSize: 50,
    iterations: 300,
    tolerance: 1e-4,
  },
  features: 'raw',
  usesValidation: false,
  search: { featureDecay: [1e-4, 1e-3, 1e-2], codeDecay: [1e-4, 1e-3, 1e-2], local: [1e-4, 1e-3, 1e-2] },
  method: (options) => {
    checkOptions('adam-ldl-scl', options, {
      clusters: positiveInteger,
      featureDecay: nonNegative,
      codeDecay: nonNegative,
      local: nonNegative,
      barrier: nonNegative,
      barrierDecay: nonNegative,
      learningRate: positive,
      batchSize: positiveInteger,
      iterations: positiveInteger,
      tolerance: nonNegative,
    });
    const { learningRate, batchSize, iterations, tolerance } = options;
    return fullBatchMethod({
      name: 'adam-ldl-scl',
      *solve({ x, y, rows }, { features, labels }, rng) {
        const all = { x: factorOf(x, rows, features), y, rows };
        const own = clusterRows(y, labels, options.clusters, rng.fork('clusters'));
        const means = clusterMeans(y, labels, rowsByCluster(own));
        const clusters = means.length / labels;
        const theta = new Float64Array(features * labels).fill(1);
        const w = new Float64Array(clusters * labels).fill(1);
        const c = new Float64Array(rows * clusters).fill(faint);
        for (const [row, cluster] of own.entries()) c[row * clusters + cluster] = 1;
        const [moveTheta, moveW, moveC] = [theta, w, c].map(({ length }) => adam(length, learningRate)) as [
          ReturnType<typeof adam>,
          ReturnType<typeof adam>,
          ReturnType<typeof adam>,
        ];
        /** Everything that predicts, with the codes as a linear function of the features. */
        const model = () => {
          const codes = leastSquares(x, c, rows, features);
          return joined(theta, w, codes.intercept, codes.weights);
        };
        let { barrier } = options;
        let value = Number.POSITIVE_INFINITY;
        for (let iteration = 1; iteration <= iterations; iteration++) {
          const some = rng.fork('batch').fork(`${iteration}`).permutation(rows).subarray(0, batchSize);
          const batch = { x: all.x, some, y: rowsAt(y, labels, some), rows: some.length };
          const ofBatch = sclObjective({ theta, w, c: rowsAt(c, clusters, some) }, batch, means, {
            ...options,
            barrier,
          });
          const ofAll = sclObjective({ theta, w, c }, all, means, { ...options, barrier });
          const [byTheta, byW, byC] = [ofBatch.gradients.theta, ofBatch.gradients.w, ofAll.gradients.c];
          moveTheta(theta, byTheta);
          moveW(w, byW);
          moveC(c, byC);
          barrier *= options.barrierDecay;
          const before = value;
          value = ofAll.value;
          yield {
            iteration,
            value,
            get w() {
              return model();
            },
          };
          if (Math.abs(before - value) < tolerance)
            return {
              w: model(),
              value,
              iterations: iteration,
              converged: true,
              reason: 'the objective stopped changing',
            };
        }
        return {
          w: model(),
          value,
          iterations,
          converged: false,
          reason: `the objective was still changing after ${iterations} iterations`,
        };
      },
      predict: (model, x, rows, { features, labels }) => {
        // θ, then for every cluster a row of w, an intercept and a column of weights.
        const clusters = (model.length - features * labels) / (labels + 1 + features);
        const [theta, w, intercept, weights] = partsOf(
          model,
          features * labels,
          clusters * labels,
          clusters,
        ) as [Float64Array, Float64Array, Float64Array, Float64Array];
        const factor = factorOf(x, rows, features);
        const c = factor
          .times(weights, clusters)
          .map((value, i) => value + (intercept[i % clusters] as number));
        return softmaxRows(logitsOf({ theta, w, c }, { x: factor }, labels), labels);
      },
    });
  },
});
