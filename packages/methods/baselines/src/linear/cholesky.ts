import { solveLower, solveUpper } from '@ildl/minimizers';

/** Solves A x = b for every row b, where `l` is the {@link cholesky} triangle of A. */
export const solveCholesky = (l: Float64Array, n: number, b: Float64Array): Float64Array =>
  solveUpper(l, n, solveLower(l, n, b));
