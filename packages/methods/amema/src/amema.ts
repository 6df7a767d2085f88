import { branchMomentum } from '@ildl/branch-momentum';
import { emaBalance, fixedWeights } from '@ildl/ema-weighting';
import type { Model, Problem } from '@ildl/interface';
import { dominantAndRest } from '@ildl/label-decoupling';
import { adjustLogits, logitOffsets } from '@ildl/label-shift';
import { mlp, named } from '@ildl/layers';
import { kl, klWithLogits } from '@ildl/losses';
import { defineMethod, gradientMethod, weightedSum } from '@ildl/trainer';
import { chain, clipByGlobalNorm, partition, scale } from '@ildl/transforms';
import * as tf from '@tensorflow/tfjs';
import { type AmemaOptions, amemaDefaults, amemaSearch, checkAmemaOptions } from './amema-options.js';
import { combine, countDegrees, degreeBuffers } from './combine-branches.js';

/** The two branches: each an encoder and a predictor of its own, over all labels. */
const twoBranches =
  ({ hidden, prediction, adjustment }: AmemaOptions) =>
  ({ features, labels, labelMass }: Problem): Model<'dominant' | 'nonDominant'> => {
    const branch = (name: string) =>
      named(name, mlp({ inputs: features, hidden: [hidden], outputs: labels }));
    const recomposes = prediction === 'recomposed';
    const offsets = logitOffsets(labelMass, { strength: adjustment });
    const [dominant, nonDominant] = [branch('dominant'), branch('nonDominant')];
    return {
      terms: ['dominant', 'nonDominant'],
      init: (rng) => ({
        params: { ...dominant.init(rng.fork('dominant')), ...nonDominant.init(rng.fork('nonDominant')) },
        buffers: recomposes ? degreeBuffers() : {},
      }),
      losses: ({ params, buffers }, { x, y }) => {
        const parts = dominantAndRest(y); // eq. 2-3
        const logits = (of: typeof dominant) => adjustLogits(of.apply(params, x), offsets);
        return {
          terms: {
            dominant: klWithLogits(parts.dominant, logits(dominant)), // eq. 4
            nonDominant: klWithLogits(parts.nonDominant, logits(nonDominant)), // eq. 5
          },
          ...(recomposes ? { buffers: countDegrees(buffers, y) } : {}),
        };
      },
      predict: ({ params, buffers }, x, { weights }) => {
        const outputs = {
          dominant: tf.softmax(dominant.apply(params, x)),
          nonDominant: tf.softmax(nonDominant.apply(params, x)),
        };
        return combine(prediction, outputs, weights, buffers);
      },
    };
  };

/**
 * AMEMA: adaptive momentum and EMA-weighted modeling (Gao et al., AAAI 2026).
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const amema = defineMethod<AmemaOptions>({
  id: 'amema',
  summary: 'adaptive momentum and EMA-weighted modeling (Gao et al. 2026)',
  defaults: amemaDefaults,
  features: 'standardised',
  usesValidation: true,
  search: amemaSearch,
  method: (options) => {
    checkAmemaOptions(options);
    const { smoothing, epsilon, baseline, sharpness, clip } = options;
    const balance = emaBalance({ smoothing, epsilon, baseline, sharpness }); // eq. 6-10
    const momenta = { dominant: options.dominantMomentum, nonDominant: options.nonDominantMomentum };
    const adaption = { rate: options.adaptionRate, sharpness: options.adaptionSharpness }; // eq. 16-18
    return gradientMethod({
      name: 'amema',
      model: twoBranches(options),
      weighting:
        options.weighting === 'ema'
          ? balance
          : fixedWeights({ dominant: 0.5, nonDominant: 0.5 }, { signalsOf: balance }),
      objective:
        options.gradient === 'weighted' ? weightedSum : (terms) => tf.addN(Object.values(terms)) as tf.Scalar, // eq. 11
      transform: chain(
        ...(clip === null ? [] : [partition(() => clipByGlobalNorm(clip))]),
        branchMomentum({ momenta, ...(options.momentum === 'adaptive' ? { adaption } : {}) }), // eq. 12, 14
        scale(-options.learningRate), // eq. 13, 15
      ),
      validationLoss: kl,
      batchSize: options.batchSize,
      epochs: options.epochs,
    });
  },
});
