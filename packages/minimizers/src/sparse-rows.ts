/** The numbers of a matrix that are not 0, row after row. */
export interface SparseRows {
  /** Where those of every row begin, and of the last end, [rows + 1]. */
  readonly pointers: Int32Array;
  /** Their columns. */
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** Where the numbers are that are not 0. Grown as needed: room for all would take as long to come by as the search. */
const placesOf = (a: Float64Array): Int32Array => {
  let places = new Int32Array(1024);
  let count = 0;
  const { length } = a;
  for (let at = 0; at < length; at++) {
    if (a[at] === 0) continue;
    if (count === places.length) {
      const grown = new Int32Array(2 * count);
      grown.set(places);
      places = grown;
    }
    places[count++] = at;
  }
  return places.subarray(0, count);
};

/**
 * @param a row-major [rows, columns]
 * @param turned whether the rows of its transpose are wanted
 */
export const sparseRows = (a: Float64Array, rows: number, columns: number, turned: boolean): SparseRows => {
  const places = placesOf(a);
  const count = places.length;
  const lineOf = (at: number) => (turned ? at % columns : Math.floor(at / columns));
  const pointers = new Int32Array((turned ? columns : rows) + 1);
  for (let i = 0; i < count; i++) {
    const line = lineOf(places[i] as number);
    pointers[line + 1] = (pointers[line + 1] as number) + 1;
  }
  for (let line = 1; line < pointers.length; line++)
    pointers[line] = (pointers[line] as number) + (pointers[line - 1] as number);
  const [indices, values] = [new Int32Array(count), new Float64Array(count)];
  const next = pointers.slice();
  for (let i = 0; i < count; i++) {
    const at = places[i] as number;
    const line = lineOf(at);
    const to = next[line] as number;
    next[line] = to + 1;
    indices[to] = turned ? Math.floor(at / columns) : at % columns;
    values[to] = a[at] as number;
  }
  return { pointers, indices, values };
};

/** The product of sparse matrices, whose rows have `columns` numbers. */
export const sparseTimesSparse = (a: SparseRows, b: SparseRows, columns: number): Float64Array => {
  const rows = a.pointers.length - 1;
  const product = new Float64Array(rows * columns);
  for (let row = 0, to = 0; row < rows; row++, to += columns)
    for (let i = a.pointers[row] as number; i < (a.pointers[row + 1] as number); i++) {
      const factor = a.values[i] as number;
      const line = a.indices[i] as number;
      const end = b.pointers[line + 1] as number;
      for (let j = b.pointers[line] as number; j < end; j++) {
        const at = to + (b.indices[j] as number);
        product[at] = (product[at] as number) + factor * (b.values[j] as number);
      }
    }
  return product;
};
