import type { Matrix } from '@ildl/interface';

/**
 * The first row with the same values as each row: `i` for a row that repeats none before it. Rows that repeat each other and
 * lie in different folds let a method see test rows in training.
 * @param matrix [rows, columns], dense or sparse
 * @returns row numbers from 0, one a row
 */
export function repeatedRows(matrix: Matrix): Int32Array {
  const { rows, columns, values } = matrix;
  const start = (row: number) =>
    matrix.kind === 'dense' ? row * columns : (matrix.rowPointers[row] as number);
  const columnOf = (p: number, from: number) =>
    matrix.kind === 'dense' ? p - from : (matrix.columnIndices[p] as number);
  const equal = (a: number, b: number): boolean => {
    let [p, q] = [start(a), start(b)];
    const [fromP, fromQ, endP, endQ] = [p, q, start(a + 1), start(b + 1)];
    for (;;) {
      // Zeros may be stored or not.
      while (p < endP && values[p] === 0) p++;
      while (q < endQ && values[q] === 0) q++;
      if (p === endP || q === endQ) return p === endP && q === endQ;
      if (values[p] !== values[q] || columnOf(p, fromP) !== columnOf(q, fromQ)) return false;
      p++;
      q++;
    }
  };
  const value = new Float64Array(1);
  const words = new Uint32Array(value.buffer);
  const hashOf = (row: number): number => {
    const from = start(row);
    const end = start(row + 1);
    let hash = 0;
    for (let p = from; p < end; p++) {
      if (values[p] === 0) continue;
      value[0] = values[p] as number;
      hash = Math.imul(hash ^ columnOf(p, from) ^ (words[0] as number), 0x9e3779b1);
      hash = Math.imul(hash ^ (hash >>> 15) ^ (words[1] as number), 0x85ebca6b);
      hash ^= hash >>> 13;
    }
    return hash;
  };

  // A table of row numbers from 1 on, by the hashes of the rows: a few bytes a row, whatever the data.
  const table = new Int32Array(2 ** Math.ceil(Math.log2(2 * rows + 1)));
  const hashes = new Int32Array(rows);
  const first = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const hash = hashOf(row);
    let at = hash & (table.length - 1);
    for (; table[at] !== 0; at = (at + 1) & (table.length - 1)) {
      const other = (table[at] as number) - 1;
      if (hashes[other] === hash && equal(other, row)) break;
    }
    if (table[at] === 0) table[at] = row + 1;
    hashes[row] = hash;
    first[row] = (table[at] as number) - 1;
  }
  return first;
}
