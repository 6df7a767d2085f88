/** A matrix whose numbers are mostly the usual one of their column: stored without those, by rows (CSR). */
export interface SparseRows {
  readonly width: number;
  readonly rowPointers: Int32Array<ArrayBuffer>;
  readonly columns: Int32Array<ArrayBuffer>;
  /** What a number exceeds the usual one of its column by. */
  readonly values: Float32Array<ArrayBuffer>;
  /** The usual number of each column; `undefined` where all are 0. */
  readonly offset: Float32Array<ArrayBuffer> | undefined;
  /** Most stored numbers of a row. */
  readonly longestRow: number;
}

/** Where more of a matrix differs from the usual numbers, dense products are faster. */
const densest = 0.1;

/** The number that most of a column has, if one has most of it: the last that outlives pairing with others. */
const majorities = (values: Float32Array, rows: number, width: number): Float32Array<ArrayBuffer> => {
  const usual = new Float32Array(width);
  const votes = new Int32Array(width);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < width; j++) {
      const value = values[i * width + j] as number;
      if (votes[j] === 0) {
        usual[j] = value;
        votes[j] = 1;
      } else votes[j] = (votes[j] as number) + (usual[j] === value ? 1 : -1);
    }
  return usual;
};

const compressed = (values: Float32Array, rows: number, width: number): SparseRows | undefined => {
  if (rows < 8 || width < 8) return undefined;
  const usual = majorities(values, rows, width);
  let stored = 0;
  const most = Math.floor(densest * rows * width);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < width; j++, at++) if (values[at] !== usual[j]) stored++;
    if (stored > most) return undefined;
  }
  const rowPointers = new Int32Array(rows + 1);
  const columns = new Int32Array(stored);
  const differences = new Float32Array(stored);
  let longestRow = 0;
  let next = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < width; j++, at++)
      if (values[at] !== usual[j]) {
        columns[next] = j;
        differences[next++] = (values[at] as number) - (usual[j] as number);
      }
    rowPointers[i + 1] = next;
    longestRow = Math.max(longestRow, next - (rowPointers[i] as number));
  }
  const offset = usual.some((value) => value !== 0) ? usual : undefined;
  return { width, rowPointers, columns, values: differences, offset, longestRow };
};

const known = new WeakMap<object, SparseRows | null>();

/**
 * A constant matrix [rows, width] by rows, where at most a tenth of it differs from the usual numbers of its columns:
 * 0, or what standardising made of 0.
 */
export const sparseRowsOf = (
  dataId: object,
  values: Float32Array,
  rows: number,
  width: number,
): SparseRows | undefined => {
  if (values.length !== rows * width) return undefined;
  let found = known.get(dataId);
  if (found === undefined) {
    found = compressed(values, rows, width) ?? null;
    known.set(dataId, found);
  }
  return found ?? undefined;
};
