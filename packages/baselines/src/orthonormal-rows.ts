import { dot } from '@ildl/minimizers';

/** A matrix X [rows, columns] as coordinates times a basis: X = CB. */
export interface OrthonormalRows {
  readonly rank: number;
  /** B, orthonormal rows that span those of X, row-major, [rank, columns]. */
  readonly basis: Float64Array;
  /** C, row-major, [rows, rank], lower triangular. */
  readonly coordinates: Float64Array;
}

/** A row of which less than this share is new lies in the span of those before it. */
const newShare = 1e-12;

/**
 * An orthonormal basis of the space that the rows of a matrix span, by modified Gram-Schmidt, done twice: "twice is
 * enough" for a basis that is orthonormal to rounding (Parlett, Kahan 1980).
 * @param x row-major, [rows, columns]
 */
export const orthonormalRows = (x: Float64Array, rows: number, columns: number): OrthonormalRows => {
  const basis: Float64Array[] = [];
  const coordinates = Array.from({ length: rows }, (_, row) => {
    const rest = x.slice(row * columns, (row + 1) * columns);
    const length = Math.sqrt(dot(rest, rest));
    const found = new Float64Array(basis.length + 1);
    for (let pass = 0; pass < 2; pass++)
      for (const [k, direction] of basis.entries()) {
        const share = dot(direction, rest);
        found[k] = (found[k] as number) + share;
        for (let c = 0; c < columns; c++) rest[c] = (rest[c] as number) - share * (direction[c] as number);
      }
    const left = Math.sqrt(dot(rest, rest));
    if (left <= newShare * length) return found.subarray(0, basis.length);
    found[basis.length] = left;
    basis.push(rest.map((value) => value / left));
    return found;
  });
  const rank = basis.length;
  const whole = { rank, basis: new Float64Array(rank * columns), coordinates: new Float64Array(rows * rank) };
  for (const [k, direction] of basis.entries()) whole.basis.set(direction, k * columns);
  for (const [row, found] of coordinates.entries()) whole.coordinates.set(found, row * rank);
  return whole;
};
