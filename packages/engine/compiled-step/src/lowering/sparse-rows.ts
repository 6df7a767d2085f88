/**
 * A matrix whose numbers are mostly the usual one of their column, stored by rows (CSR): what each number exceeds the
 * usual one by, and as one row more, after all others, the usual numbers.
 */
export interface SparseRows {
  /** Without that of the usual numbers. */
  readonly rows: number;
  readonly width: number;
  readonly rowPointers: Int32Array<ArrayBuffer>;
  readonly columns: Int32Array<ArrayBuffer>;
  readonly values: Float32Array<ArrayBuffer>;
  /** How many of the usual numbers are not 0. */
  readonly usual: number;
  /** Most stored numbers of another row. */
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
  const notZero = usual.reduce((count, value) => (value === 0 ? count : count + 1), 0);
  const rowPointers = new Int32Array(rows + 2);
  const columns = new Int32Array(stored + notZero);
  const differences = new Float32Array(stored + notZero);
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
  for (const [j, value] of usual.entries())
    if (value !== 0) {
      columns[next] = j;
      differences[next++] = value;
    }
  rowPointers[rows + 1] = next;
  return { rows, width, rowPointers, columns, values: differences, usual: notZero, longestRow };
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
