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
  const rows = a.length / columns;
  // The group of an entry is row·down + column·right.
  const [down, right] = by === 'rows' ? [1, 0] : [0, 1];
  const squares = new Float64Array(by === 'rows' ? rows : columns);
  for (let row = 0, i = 0; row < rows; row++)
    for (let c = 0; c < columns; c++, i++) {
      const group = row * down + c * right;
      squares[group] = (squares[group] as number) + (a[i] as number) ** 2;
    }
  const factors = squares.map((square) => {
    const norm = Math.sqrt(square);
    return norm > threshold ? (norm - threshold) / norm : 0;
  });
  const shrunk = new Float64Array(a.length);
  for (let row = 0, i = 0; row < rows; row++)
    for (let c = 0; c < columns; c++, i++)
      shrunk[i] = (a[i] as number) * (factors[row * down + c * right] as number);
  return shrunk;
};
