import type { Objective } from '@ildl/minimizers';
import { expectClose } from 'testing/expect-close.js';

/** Expects the gradient of a function in float64 to equal its central differences. */
export const expectDifferences = (objective: Objective, at: Float64Array, tolerance = 1e-7): void => {
  const step = 1e-5;
  const gradient = objective(at).gradient.slice();
  const differences = Array.from(at, (_, i) => {
    const moved = (by: number) => objective(at.map((w, j) => (i === j ? w + by : w))).value;
    return (moved(step) - moved(-step)) / (2 * step);
  });
  expectClose(gradient, differences, tolerance);
};
