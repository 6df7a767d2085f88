import { branchMomentum } from '@ildl/branch-momentum';
import { emaBalance, fixedWeights } from '@ildl/ema-weighting';
import type { Model, Problem } from '@ildl/interface';
import { type Branch, decoupledModel, dominantAndRest } from '@ildl/label-decoupling';
import { adjustLogits, logitOffsets } from '@ildl/label-shift';
import { multilayerPerceptron, named } from '@ildl/layers';
import { kl, klWithLogits } from '@ildl/losses';
import { defineMethod, gradientMethod, weightedSum } from '@ildl/trainer';
import { chain, clipByGlobalNorm, partition, scale } from '@ildl/transforms';
import * as tf from '@tensorflow/tfjs';
import { type AmemaOptions, amemaDefaults, amemaSearch, checkAmemaOptions } from './amema-options.js';
import { combinations, countingDegrees, type Part } from './combine-branches.js';

/** A branch for each part of the label distributions, each an encoder and a predictor of its own over all labels. */
const twoBranches =
  ({ hidden, prediction, adjustment }: AmemaOptions) =>
  ({ features, labels, labelMass }: Problem): Model<Part> => {
    const offsets = logitOffsets(labelMass, { strength: adjustment });
    const branch = (part: Part): Branch => {
      const network = named(
        part,
        multilayerPerceptron({ inputs: features, hidden: [hidden], outputs: labels }),
      );
      return {
        init: (rng) => ({ params: network.init(rng.fork(part)), buffers: {} }),
        loss: ({ params }, { x, y }) => ({
          loss: klWithLogits(y, adjustLogits(network.apply(params, x), offsets)), // eq. 4-5
        }),
        predict: ({ params }, x) => tf.softmax(network.apply(params, x)),
      };
    };
    const model = decoupledModel({
      decouple: dominantAndRest, // eq. 2-3
      branches: { dominant: branch('dominant'), nonDominant: branch('nonDominant') },
      combine: combinations[prediction],
    });
    return prediction === 'recomposed' ? countingDegrees(model) : model;
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
