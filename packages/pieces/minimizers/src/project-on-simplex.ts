/**
 * The Euclidean projection of every row on the probability simplex: the nearest label distribution.
 * Held, Wolfe, Crowder 1974: subtract from each row the number that makes its positive parts add up to 1.
 * @param a row-major, [rows, columns]
 */
export const projectOnSimplex = (a: Float64Array, columns: number): Float64Array => {
  const projected = new Float64Array(a.length);
  for (let from = 0; from < a.length; from += columns) {
    const descending = a
      .slice(from, from + columns)
      .sort()
      .reverse();
    let sum = 0;
    let shift = 0;
    for (const [k, value] of descending.entries()) {
      sum += value;
      const candidate = (sum - 1) / (k + 1);
      if (value > candidate) shift = candidate;
    }
    for (let i = from; i < from + columns; i++) projected[i] = Math.max((a[i] as number) - shift, 0);
  }
  return projected;
};
