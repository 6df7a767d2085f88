/**
 * A matrix whose entries mostly equal the mode of their column, in CSR: the deviations from the modes, and as one more
 * row after all others the modes themselves.
 */
export interface SparseRows {
  /** Without the row of modes. */
  readonly rows: number;
  readonly width: number;
  readonly rowPointers: Int32Array<ArrayBuffer>;
  readonly columns: Int32Array<ArrayBuffer>;
  readonly values: Float32Array<ArrayBuffer>;
  /** How many of the modes are not 0. */
  readonly nonzeroModes: number;
  /** Most stored entries of a row, that of the modes aside. */
  readonly longestRow: number;
}

/** Share of entries that deviate from the column mode, above which dense products are faster. */
const densest = 0.1;

/** The majority value of each column, if there is one (Boyer and Moore's vote). */
const majorities = (values: Float32Array, rows: number, width: number): Float32Array<ArrayBuffer> => {
  const modes = new Float32Array(width);
  const votes = new Int32Array(width);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < width; j++) {
      const value = values[i * width + j] as number;
      if (votes[j] === 0) {
        modes[j] = value;
        votes[j] = 1;
      } else votes[j] = (votes[j] as number) + (modes[j] === value ? 1 : -1);
    }
  return modes;
};

const compressed = (values: Float32Array, rows: number, width: number): SparseRows | undefined => {
  if (rows < 8 || width < 8) return undefined;
  const modes = majorities(values, rows, width);
  let stored = 0;
  const most = Math.floor(densest * rows * width);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < width; j++, at++) if (values[at] !== modes[j]) stored++;
    if (stored > most) return undefined;
  }
  const notZero = modes.reduce((count, value) => (value === 0 ? count : count + 1), 0);
  const rowPointers = new Int32Array(rows + 2);
  const columns = new Int32Array(stored + notZero);
  const differences = new Float32Array(stored + notZero);
  let longestRow = 0;
  let next = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < width; j++, at++)
      if (values[at] !== modes[j]) {
        columns[next] = j;
        differences[next++] = (values[at] as number) - (modes[j] as number);
      }
    rowPointers[i + 1] = next;
    longestRow = Math.max(longestRow, next - (rowPointers[i] as number));
  }
  for (const [j, value] of modes.entries())
    if (value !== 0) {
      columns[next] = j;
      differences[next++] = value;
    }
  rowPointers[rows + 1] = next;
  return { rows, width, rowPointers, columns, values: differences, nonzeroModes: notZero, longestRow };
};

const known = new WeakMap<object, SparseRows | null>();

/**
 * A constant matrix [rows, width] by rows, where at most a tenth of the entries deviate from the modes of their columns:
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
