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

/** @param a row-major [rows, columns] */
export const sparseRows = (a: Float64Array, rows: number, columns: number): SparseRows => {
  const places = placesOf(a);
  const count = places.length;
  const pointers = new Int32Array(rows + 1);
  const [indices, values] = [new Int32Array(count), new Float64Array(count)];
  for (let row = 0, begin = 0, i = 0; row < rows; row++, begin += columns) {
    pointers[row] = i;
    for (; i < count && (places[i] as number) < begin + columns; i++) {
      indices[i] = (places[i] as number) - begin;
      values[i] = a[places[i] as number] as number;
    }
  }
  pointers[rows] = count;
  return { pointers, indices, values };
};
