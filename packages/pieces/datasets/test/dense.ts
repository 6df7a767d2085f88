import type { CsrMatrix, DenseMatrix } from '@ildl/datasets';

/** A dense float64 matrix of rows. */
export const dense = (rows: readonly (readonly number[])[], columns = rows[0]?.length ?? 0): DenseMatrix => ({
  kind: 'dense',
  rows: rows.length,
  columns,
  values: Float64Array.from(rows.flat()),
});

/** The same rows, sparse. */
export const csr = (rows: readonly (readonly number[])[], columns = rows[0]?.length ?? 0): CsrMatrix => {
  const stored = rows.map((row) => row.flatMap((value, column) => (value === 0 ? [] : [{ column, value }])));
  let end = 0;
  return {
    kind: 'csr',
    rows: rows.length,
    columns,
    values: Float64Array.from(stored.flat(), ({ value }) => value),
    columnIndices: Int32Array.from(stored.flat(), ({ column }) => column),
    rowPointers: Int32Array.from([
      0,
      ...stored.map((row) => {
        end += row.length;
        return end;
      }),
    ]),
  };
};
