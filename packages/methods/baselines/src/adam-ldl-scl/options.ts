export type AdamLdlSclOptions = {
  /** m, the clusters of rows by their label distributions; a whole number from 1, default 14. */
  clusters: number;
  /** λ1 of λ1‖θ‖²; at least 0, default 1e-3. */
  featureDecay: number;
  /** λ2 of λ2‖w‖²; at least 0, default 1e-3. */
  codeDecay: number;
  /** λ3, the weight of the distances from the means of the clusters; at least 0, default 1e-3. */
  local: number;
  /** μ of the barrier μ Σ 1/c in the first iteration; at least 0, default 1. */
  barrier: number;
  /** By what μ is multiplied after each iteration; at least 0, default 0.1. */
  barrierDecay: number;
  /** Of Adam; above 0, default 1e-3. */
  learningRate: number;
  /** Rows a batch, of which every iteration has one; a whole number from 1, default 50. */
  batchSize: number;
  /** Most iterations; a whole number from 1, default 300. */
  iterations: number;
  /** Training ends where the objective changes by less; at least 0, default 1e-4. */
  tolerance: number;
};
