import {
  admm,
  denseValues,
  dot,
  lbfgs,
  minimumOf,
  plus,
  softmaxRows,
  stalledObjective,
} from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  nonNegative,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { clusterRows, rowsByCluster } from '../cluster-rows.js';
import { initialWeights } from '../linear/initial-weights.js';
import { linearSoftmax } from '../linear/linear-softmax.js';
import { weightSpace } from '../linear/weight-space.js';
import type { EdlLrlOptions } from './options.js';
import { type EdlLrlState, edlLrlLoss, lowRankStep, nuclearNorms } from './steps.js';

export type { EdlLrlOptions };

const largestPenalty = 1e6;

/**
 * EDL-LRL (Jia et al., CVPR 2019): softmax regression by least squares, ½‖P − Y‖² + λ1‖W‖² + λ2 Σ_k ‖P⁽ᵏ⁾‖_*, where P⁽ᵏ⁾
 * are the predictions of a cluster of rows, by ADMM with Z_k = P⁽ᵏ⁾.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const edlLrl = defineMethod<EdlLrlOptions>({
  id: 'edl-lrl',
  summary: 'local low-rank label correlations (Jia et al. 2019)',
  defaults: {
    l2: 1e-3,
    lowRank: 1e-2,
    clusters: 5,
    init: 'uniform01',
    penalty: 1e-6,
    penaltyGrowth: 1.1,
    iterations: 50,
    innerIterations: 10,
    published: false,
  },
  features: 'raw',
  usesValidation: false,
  search: { l2: [1e-4, 1e-3, 1e-2, 0.1], lowRank: [1e-3, 1e-2, 0.1] },
  method: (options) => {
    checkOptions(
      'edl-lrl',
      options,
      {
        l2: nonNegative,
        lowRank: nonNegative,
        clusters: positiveInteger,
        penalty: positive,
        penaltyGrowth: positive,
        iterations: positiveInteger,
        innerIterations: positiveInteger,
      },
      { init: ['zero', 'uniform01'] },
    );
    const { l2, lowRank, published } = options;
    const minimizer = lbfgs({ maximumIterations: options.innerIterations, gradientTolerance: 1e-3 });
    return fullBatchMethod({
      name: 'edl-lrl',
      solve({ x, y: { values: y, rows } }, { features, labels }, rng) {
        const clusters = rowsByCluster(
          clusterRows(denseValues(x), features, options.clusters, rng.fork('clusters')),
        );
        const start = initialWeights(options.init, features * labels, rng.fork('init'));
        const space = weightSpace(x, rows, features, start);
        const zero = new Float64Array(y.length);
        return admm<EdlLrlState>({
          start: { at: space.start, p: zero, z: zero },
          step: (before, { multipliers, penalty }) => {
            const dual = { multipliers: multipliers as [Float64Array], penalty };
            const loss = edlLrlLoss(y, labels, before.z, dual, published);
            const { w: at } = minimumOf(minimizer.minimize(space.objective(loss, 2 * l2), before.at));
            const p = softmaxRows(space.logits(at), labels);
            return { at, p, z: lowRankStep(p, labels, clusters, dual, lowRank, published) };
          },
          objective: ({ at, p, z }) => {
            const error = plus(p, -1, y);
            return dot(error, error) / 2 + l2 * dot(at, at) + lowRank * nuclearNorms(z, labels, clusters);
          },
          constraints: ({ p, z }) => [{ left: z, right: p }],
          parameters: ({ at }) => space.weights(at),
          penalty: { start: options.penalty, growth: options.penaltyGrowth, most: largestPenalty },
          iterations: options.iterations,
          stop: stalledObjective(1e-8),
        });
      },
      predict: linearSoftmax,
    });
  },
});
