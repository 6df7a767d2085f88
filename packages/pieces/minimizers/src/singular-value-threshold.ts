import { matmulTransposed } from './products.js';
import { singularValues } from './singular-values.js';

/**
 * Thresholds the singular values of a matrix; softly, it is the proximal operator of t‖A‖_*.
 * @param a row-major, [rows, columns]
 * @param threshold not negative
 * @param kind `soft` lowers every singular value by `threshold`, at most to 0; `hard` keeps those above it as they are
 * @throws `ILDL_INPUT` for a number that is not finite
 */
export const singularValueThreshold = (
  a: Float64Array,
  columns: number,
  threshold: number,
  kind: 'soft' | 'hard' = 'soft',
): Float64Array => {
  const { values, scaled, v } = singularValues(a, columns);
  const kept = values.map((value) =>
    value <= threshold ? 0 : kind === 'soft' ? (value - threshold) / value : 1,
  );
  const shortened = scaled.map((value, i) => value * (kept[i % columns] as number));
  return matmulTransposed(shortened, v, a.length / columns, columns, columns);
};
