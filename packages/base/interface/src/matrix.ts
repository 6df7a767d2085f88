/** Row-major values [rows, columns], float64. */
export interface DenseMatrix {
  readonly kind: 'dense';
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/**
 * Compressed sparse rows [rows, columns], float64: the values of row `i` are `values[rowPointers[i]]` up to, not
 * including, `values[rowPointers[i + 1]]`, in ascending order of their `columnIndices`; all others are 0.
 */
export interface CsrMatrix {
  readonly kind: 'csr';
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
  readonly columnIndices: Int32Array;
  readonly rowPointers: Int32Array;
}

/** A float64 matrix on the host, dense or sparse. Methods that fit in float64 take their rows as such. */
export type Matrix = DenseMatrix | CsrMatrix;
