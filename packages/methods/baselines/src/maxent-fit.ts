import type { Problem } from '@ildl/interface';
import { logitOffsets } from '@ildl/label-shift';
import type { Iterate, Minimum } from '@ildl/minimizers';
import { lbfgs } from '@ildl/minimizers';
import type { HostBatch } from '@ildl/trainer';
import { crossEntropy } from './linear/cross-entropy.js';
import { type LogitLoss, weightSpace } from './linear/weight-space.js';

/** The loss of logits to which the offsets of their labels are added; offsets do not change gradients by logits. */
export const adjusted = (loss: LogitLoss, offsets: readonly number[]): LogitLoss => {
  const labels = offsets.length;
  return (logits) => loss(logits.map((z, i) => z + (offsets[i % labels] as number)));
};

/**
 * Minimizes the mean cross-entropy + λ/2‖W‖² from W = 0, for one λ after the other.
 * @param adjustment τ of the logit adjustment
 */
export const maxentFit = (
  { x, y: { values: y, rows } }: HostBatch,
  { features, labels, labelMass }: Problem,
  adjustment = 0,
) => {
  const space = weightSpace(x, rows, features, new Float64Array(features * labels));
  const entropy = crossEntropy(y, labels);
  const loss =
    adjustment === 0 ? entropy : adjusted(entropy, logitOffsets(labelMass, { strength: adjustment }));
  const minimizer = lbfgs({ functionTolerance: 1e-12 });
  return (lambda: number): Generator<Iterate, Minimum> => {
    const sum = space.objective(loss, lambda * rows);
    const mean = (w: Float64Array) => {
      const { value, gradient } = sum(w);
      return { value: value / rows, gradient: gradient.map((g) => g / rows) };
    };
    return space.lifted(minimizer.minimize(mean, space.start));
  };
};
