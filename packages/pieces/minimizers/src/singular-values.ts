import { inputError } from '@ildl/internal';
/** The thin singular value decomposition A = U·diag(values)·Vᵀ, without order. */
export interface SingularValues {
  readonly values: Float64Array;
  /** U·diag(values), row-major, [rows, columns]. */
  readonly scaled: Float64Array;
  /** V, row-major, [columns, columns]; its columns are orthonormal. */
  readonly v: Float64Array;
}

/** Turns two columns of a row-major matrix by an angle. */
const turn = (a: Float64Array, columns: number, p: number, q: number, cos: number, sin: number): void => {
  for (let from = 0; from < a.length; from += columns) {
    const [x, y] = [a[from + p] as number, a[from + q] as number];
    a[from + p] = cos * x - sin * y;
    a[from + q] = sin * x + cos * y;
  }
};

/**
 * Singular values by turning pairs of columns until all are orthogonal (one-sided Jacobi; Hestenes 1958): accurate also
 * for the smallest, and quick for the few columns that labels are.
 * @param a row-major, [rows, columns]
 * @throws `ILDL_INPUT` for a number that is not finite
 */
export const singularValues = (a: Float64Array, columns: number): SingularValues => {
  let bad = 0;
  while (bad < a.length && Number.isFinite(a[bad])) bad++;
  if (bad < a.length)
    throw inputError(
      `Row ${Math.floor(bad / columns) + 1}, column ${(bad % columns) + 1} of a matrix is ${a[bad]}; its singular values need finite numbers.`,
    );
  const scaled = a.slice();
  const v = Float64Array.from({ length: columns ** 2 }, (_, i) => (i % (columns + 1) === 0 ? 1 : 0));
  const sweeps = 60;
  for (let sweep = 0, turned = true; turned && sweep < sweeps; sweep++) {
    turned = false;
    for (let p = 0; p < columns - 1; p++)
      for (let q = p + 1; q < columns; q++) {
        let [pp, qq, pq] = [0, 0, 0];
        for (let from = 0; from < scaled.length; from += columns) {
          const [x, y] = [scaled[from + p] as number, scaled[from + q] as number];
          pp += x * x;
          qq += y * y;
          pq += x * y;
        }
        if (Math.abs(pq) <= Number.EPSILON * Math.sqrt(pp) * Math.sqrt(qq)) continue;
        turned = true;
        const half = (qq - pp) / (2 * pq);
        const tan = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.sqrt(1 + half * half));
        const cos = 1 / Math.sqrt(1 + tan * tan);
        turn(scaled, columns, p, q, cos, cos * tan);
        turn(v, columns, p, q, cos, cos * tan);
      }
  }
  const squares = new Float64Array(columns);
  for (let from = 0; from < scaled.length; from += columns)
    for (let c = 0; c < columns; c++) squares[c] = (squares[c] as number) + (scaled[from + c] as number) ** 2;
  return { values: squares.map(Math.sqrt), scaled, v };
};
