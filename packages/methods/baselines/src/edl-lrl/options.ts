import type { InitialWeights } from '../linear/initial-weights.js';

export type EdlLrlOptions = {
  /** λ1 of λ1‖W‖²; at least 0, default 1e-3. */
  l2: number;
  /** λ2, the weight of the nuclear norms Σ_k ‖P⁽ᵏ⁾‖_*; at least 0, default 1e-2. */
  lowRank: number;
  /** m, the clusters of rows by their features; a whole number from 1, default 5. */
  clusters: number;
  /** Where W starts: `uniform01`, uniform in [0, 1), by default as in published code; or `zero`. */
  init: InitialWeights;
  /** ρ of the first iteration of ADMM; above 0, default 1e-6. */
  penalty: number;
  /** By what ρ is multiplied after each iteration, up to 1e6; above 0, default 1.1. */
  penaltyGrowth: number;
  /** Most iterations of ADMM; a whole number from 1, default 50. */
  iterations: number;
  /** Most iterations of L-BFGS in each; a whole number from 1, default 10. */
  innerIterations: number;
  /**
   * Whether to repeat the two faults of the published code: the Jacobian of the softmax is taken to be diagonal, and
   * singular values above the threshold are not shrunk. Default `false`.
   */
  published: boolean;
};
