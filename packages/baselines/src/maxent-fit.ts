import { lbfgs } from '@ildl/minimizers';
import type { HostBatch, Iterate, Minimum, Problem } from '@ildl/trainer';
import { crossEntropy } from './cross-entropy.js';
import { weightSpace } from './weight-space.js';

/** Minimizes the mean cross-entropy + λ/2‖W‖² from W = 0, for one λ after the other. */
export const maxentFit = ({ rows, x, y }: HostBatch, { features, labels }: Problem) => {
  const space = weightSpace(x, rows, features, new Float64Array(features * labels));
  const loss = crossEntropy(y, labels);
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
