export type LdlLdmOptions = {
  /** λ1 of λ1/2‖W‖²; at least 0, default 1e-3. */
  l2: number;
  /** λ2, the weight of the label manifold of all rows; at least 0, default 1. */
  global: number;
  /** λ3, the weight of the label manifolds of the clusters; at least 0, default 1. */
  local: number;
  /** g, the clusters of label distributions; a whole number from 1, which leaves the local manifolds away; default 10. */
  clusters: number;
  /** Most iterations of L-BFGS; a whole number from 1, default 300. */
  iterations: number;
};
