import { singularValues } from './singular-values.js';

/**
 * ‖A‖_*, the sum of the singular values.
 * @param a row-major, [rows, columns]
 * @throws `ILDL_INPUT` for a number that is not finite
 */
export const nuclearNorm = (a: Float64Array, columns: number): number =>
  singularValues(a, columns).values.reduce((sum, value) => sum + value, 0);
