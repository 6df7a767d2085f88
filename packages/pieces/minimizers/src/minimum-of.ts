import type { Iterate, Minimum } from './minimizer.js';

/** Runs a minimizer to its end. */
export const minimumOf = (iterations: Generator<Iterate, Minimum>): Minimum => {
  for (;;) {
    const next = iterations.next();
    if (next.done) return next.value;
  }
};
