/** Row-major values [rows, columns]. */
export interface DenseMatrix {
  readonly kind: 'dense';
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array | Float32Array;
}

/**
 * Compressed sparse rows [rows, columns]: the values of row `i` are `values[rowPointers[i]]` up to, not
 * including, `values[rowPointers[i + 1]]`, in ascending order of their `columnIndices`; all others are 0.
 */
export interface CsrMatrix {
  readonly kind: 'csr';
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array | Float32Array;
  readonly columnIndices: Int32Array | Uint32Array;
  readonly rowPointers: Int32Array | Uint32Array;
}

/** Numbers by row and column, dense or sparse. */
export type Matrix = DenseMatrix | CsrMatrix;
