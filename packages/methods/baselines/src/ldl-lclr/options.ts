export type LdlLclrOptions = {
  /** λ1 of λ1‖W‖²; above 0, default 1e-4. */
  l2: number;
  /** λ2, the weight of ‖E‖₂,₁: rows that label correlation does not explain; at least 0, default 1e-3. */
  outliers: number;
  /** λ3, the weight of ‖S‖_*; at least 0, default 1e-3. */
  lowRank: number;
  /** λ4, the weight of the local term ⟨S, T⟩; at least 0, default 1e-3. */
  local: number;
  /**
   * Whether the local term +λ4⟨S, T⟩ `separates` labels that lie apart in a cluster (default), or −λ4⟨S, T⟩ `joins`
   * them: the paper writes both signs.
   */
  distant: 'separates' | 'joins';
  /** Clusters of rows by their label distributions; a whole number from 1, default 4. */
  clusters: number;
  /** ρ of ADMM; above 0, default 1. */
  penalty: number;
  /** Most iterations of ADMM; a whole number from 1, default 100. */
  iterations: number;
  /** Most iterations of L-BFGS in each; a whole number from 1, default 1000. */
  innerIterations: number;
  /** L-BFGS ends where the objective falls by no more than this, relatively; at least 0, default 1e-7. Not of the paper. */
  innerTolerance: number;
};
