import { denseValues, factorOf, softmaxRows } from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  nonNegative,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { adam } from '../adam.js';
import { clusterRows, rowsByCluster } from '../cluster-rows.js';
import { leastSquares } from '../linear/least-squares.js';
import { joined, partsOf } from '../parts.js';
import { rowsAt } from '../rows-at.js';
import { clusterMeans, logitsOf, sclObjective } from './objective.js';
import type { AdamLdlSclOptions } from './options.js';

export type { AdamLdlSclOptions };

/** The initial code of a row for the clusters that it is not in. */
const initialCode = 1e-6;

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
      *solve({ x, y: { values: y, rows } }, { features, labels }, rng) {
        const all = { x: factorOf(x, rows, features), y, rows };
        const dense = denseValues(x);
        const clusterOf = clusterRows(y, labels, options.clusters, rng.fork('clusters'));
        const means = clusterMeans(y, labels, rowsByCluster(clusterOf));
        const clusters = means.length / labels;
        const theta = new Float64Array(features * labels).fill(1);
        const w = new Float64Array(clusters * labels).fill(1);
        const c = new Float64Array(rows * clusters).fill(initialCode);
        for (const [row, cluster] of clusterOf.entries()) c[row * clusters + cluster] = 1;
        const [stepTheta, stepW, stepC] = [theta, w, c].map(({ length }) => adam(length, learningRate)) as [
          ReturnType<typeof adam>,
          ReturnType<typeof adam>,
          ReturnType<typeof adam>,
        ];
        /** Everything that predicts, with the codes as a linear function of the features. */
        const model = () => {
          const codes = leastSquares(dense, c, rows, features);
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
          const [byTheta, byW, byC] = [ofBatch.gradients.theta(), ofBatch.gradients.w(), ofAll.gradients.c()];
          stepTheta(theta, byTheta);
          stepW(w, byW);
          stepC(c, byC);
          barrier *= options.barrierDecay;
          const before = value;
          value = ofAll.value;
          yield { iteration, value, w: model };
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
      predict: (model, x, { features, labels }) => {
        // θ, then for every cluster a row of w, an intercept and a column of weights.
        const clusters = (model.length - features * labels) / (labels + 1 + features);
        const [theta, w, intercept, weights] = partsOf(
          model,
          features * labels,
          clusters * labels,
          clusters,
        ) as [Float64Array, Float64Array, Float64Array, Float64Array];
        const factor = factorOf(x, x.rows, features);
        const c = factor
          .times(weights, clusters)
          .map((value, i) => value + (intercept[i % clusters] as number));
        return softmaxRows(logitsOf({ theta, w, c }, { x: factor }, labels), labels);
      },
    });
  },
});
