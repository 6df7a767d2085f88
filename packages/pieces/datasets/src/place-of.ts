import type { Matrix } from '@ildl/interface';

/** Row and column (from 0) of the `p`-th stored value. */
export function placeOf(matrix: Matrix, p: number): [row: number, column: number] {
  if (matrix.kind === 'dense') return [Math.floor(p / matrix.columns), p % matrix.columns];
  const next = matrix.rowPointers.findIndex((pointer) => pointer > p);
  return [next - 1, matrix.columnIndices[p] as number];
}
