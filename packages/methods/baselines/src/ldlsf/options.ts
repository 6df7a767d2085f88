export type LdlsfOptions = {
  /** λ1, the weight of ‖S‖₁, the features that are specific to a label; at least 0, default 1e-4. */
  specific: number;
  /** λ2, the weight of ‖C‖₂,₁, the features that labels share; at least 0, default 1e-2. */
  shared: number;
  /** λ3, the weight of the label correlation tr(XW M (XW)ᵀ); at least 0, default 1e-3. */
  correlation: number;
  /** ρ, the penalty of the constraints W = S + C and XW1 = 1; above 0, default 1e-3. */
  penalty: number;
  /** Most iterations of ADMM; a whole number from 1, default 100. */
  iterations: number;
  /** What ‖·‖₂,₁ groups: `rows`, the features, as in the paper and by default; `columns`, the labels, as published code does. */
  groups: 'rows' | 'columns';
};

/** The primal variables of ADMM: W, S and C [features, labels], and XW [rows, labels]. */
export interface LdlsfState {
  readonly w: Float64Array;
  readonly specific: Float64Array;
  readonly shared: Float64Array;
  readonly xw: Float64Array;
}
