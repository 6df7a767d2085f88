/**
 * The proximal operator of t‖A‖₂,₁: every row (or column) is shortened by `threshold`, at most to 0.
 * @param a row-major, [rows, columns]
 * @param threshold not negative
 * @param by what the groups are
 */
export const groupShrink = (
  a: Float64Array,
  columns: number,
  threshold: number,
  by: 'rows' | 'columns',
): Float64Array => {
  const groupOf = (i: number) => (by === 'rows' ? Math.floor(i / columns) : i % columns);
  const squares = new Float64Array(by === 'rows' ? a.length / columns : columns);
  for (let i = 0; i < a.length; i++)
    squares[groupOf(i)] = (squares[groupOf(i)] as number) + (a[i] as number) ** 2;
  const factors = squares.map((square) => {
    const norm = Math.sqrt(square);
    return norm > threshold ? (norm - threshold) / norm : 0;
  });
  return a.map((value, i) => value * (factors[groupOf(i)] as number));
};
