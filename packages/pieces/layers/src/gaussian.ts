import type { Rng } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs-core';
import type { Layer } from './layer.js';
import { type LinearOptions, linear } from './linear.js';
import { named } from './named.js';

/** Independent normal distributions, one in each of [n, units]. */
export type GaussianOutput = {
  readonly mean: tf.Tensor2D;
  /** Natural logarithms of the variances. */
  readonly logVariance: tf.Tensor2D;
};

/**
 * Two linear layers on the same rows, named `mean` and `logVariance`: the Gaussian encoding of a variational network.
 *
 * Source: RDA (Zhao et al. 2023), after Kingma and Welling 2014.
 * @throws as `linear`
 */
export const gaussian = (options: LinearOptions): Layer<GaussianOutput> => {
  const [mean, logVariance] = [named('mean', linear(options)), named('logVariance', linear(options))];
  return {
    init: (rng) => ({ ...mean.init(rng), ...logVariance.init(rng) }),
    apply: (params, x) => ({ mean: mean.apply(params, x), logVariance: logVariance.apply(params, x) }),
  };
};

/**
 * One draw from each distribution, [n, units], as `mean + noise * standard deviation` with standard normal noise, so that
 * it is differentiable in both parameters.
 */
export const drawFrom = ({ mean, logVariance }: GaussianOutput, rng: Rng): tf.Tensor2D =>
  tf.add(mean, tf.mul(rng.normal<tf.Rank.R2>(mean.shape), tf.exp(tf.mul(0.5, logVariance))));
