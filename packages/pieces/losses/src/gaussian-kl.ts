import { inputError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';

/** Independent normal distributions, one in each of [n, units]: their means, and the logarithms of their variances. */
export interface Gaussian {
  readonly mean: tf.Tensor2D;
  readonly logVariance: tf.Tensor2D;
}

/**
 * Kullback-Leibler divergence of one diagonal Gaussian from another, summed over the units, one number a row:
 * `sum_k (ln s_k - ln v_k + (v_k + (m_k - n_k)^2) / s_k - 1) / 2` for `p` of mean m and variance v and `target` of mean n
 * and variance s, in [0, inf). Differentiable in both; RDA stops the gradient of the target.
 *
 * Source: the alignment loss of RDA (Zhao et al. 2023).
 * @returns [n]
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const gaussianKlRows = (p: Gaussian, target: Gaussian): tf.Tensor1D => {
  const shapes = [p, target].flatMap(({ mean, logVariance }) => [
    `[${mean.shape}]`,
    `[${logVariance.shape}]`,
  ]);
  if (new Set(shapes).size > 1)
    throw inputError(
      `gaussianKl got means and variances of the shapes ${shapes.join(', ')}; give all as [rows, units].`,
    );
  const logRatio = tf.sub(p.logVariance, target.logVariance);
  const distance = tf.mul(tf.square(tf.sub(p.mean, target.mean)), tf.exp(tf.neg(target.logVariance)));
  // e^r - r - 1 for the logarithm r of the ratio of variances.
  const spread = tf.sub(tf.sub(tf.exp(logRatio), logRatio), 1);
  return tf.mul(0.5, tf.sum<tf.Tensor1D>(tf.add(spread, distance), 1));
};

/**
 * Mean over the rows of {@link gaussianKlRows}.
 * @throws `ILDL_INPUT` where the shapes differ
 */
export const gaussianKl = (p: Gaussian, target: Gaussian): tf.Scalar =>
  tf.mean<tf.Scalar>(gaussianKlRows(p, target));
