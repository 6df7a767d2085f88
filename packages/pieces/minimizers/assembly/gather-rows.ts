/** Writes the rows of a matrix, of `columns` numbers, that `numbers`, i32, tell of, to `to`. */
export function gatherRows(rows: i32, columns: i32, from: usize, numbers: usize, to: usize): void {
  const row = (<usize>columns) << 3;
  const pairs = row & ~15;
  for (; rows > 0; rows--, numbers += 4, to += row) {
    const line = from + row * <usize>load<i32>(numbers);
    for (let i: usize = 0; i < pairs; i += 16) v128.store(to + i, v128.load(line + i));
    if (pairs < row) store<f64>(to + pairs, load<f64>(line + pairs));
  }
}
