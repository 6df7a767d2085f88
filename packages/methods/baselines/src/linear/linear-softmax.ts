import type { CsrMatrix, DenseMatrix, Matrix } from '@ildl/interface';
import { addFrom, matmul, softmaxRows } from '@ildl/minimizers';
import type { FullBatchRecipe } from '@ildl/trainer';
import { partsOf } from '../parts.js';

/** The prediction softmax(XW) of weights [features, labels]. */
export const linearSoftmax: FullBatchRecipe['predict'] = (w, x, { features, labels }) =>
  softmaxRows(matmul(x, w, x.rows, features, labels), labels);

const denseWithIntercept = ({ rows, columns, values }: DenseMatrix): DenseMatrix => {
  const extended = new Float64Array(rows * (columns + 1)).fill(1);
  for (let row = 0; row < rows; row++)
    extended.set(values.subarray(row * columns, (row + 1) * columns), row * (columns + 1));
  return { kind: 'dense', rows, columns: columns + 1, values: extended };
};

const csrWithIntercept = ({ rows, columns, ...x }: CsrMatrix): CsrMatrix => {
  const values = new Float64Array(x.values.length + rows).fill(1);
  const columnIndices = new Int32Array(values.length).fill(columns);
  for (let row = 0; row < rows; row++) {
    const [from, to] = [x.rowPointers[row] as number, x.rowPointers[row + 1] as number];
    values.set(x.values.subarray(from, to), from + row);
    columnIndices.set(x.columnIndices.subarray(from, to), from + row);
  }
  const rowPointers = x.rowPointers.map((pointer, row) => pointer + row);
  return { kind: 'csr', rows, columns: columns + 1, values, columnIndices, rowPointers };
};

/** [X, 1]: rows with a feature that is always 1, the last one. */
export const withIntercept = (x: Matrix): Matrix =>
  x.kind === 'dense' ? denseWithIntercept(x) : csrWithIntercept(x);

/** [X, 1]W of weights [features + 1, labels], without the copy that [X, 1] is. */
export const linearWithIntercept: FullBatchRecipe['predict'] = (w, x, { features, labels }) => {
  const [weights, intercept] = partsOf(w, features * labels) as [Float64Array, Float64Array];
  const values = matmul(x, weights, x.rows, features, labels);
  for (let from = 0; from < values.length; from += labels) addFrom(values, from, 1, intercept, 0, labels);
  return values;
};

/** The prediction softmax([X, 1]W) of weights [features + 1, labels]. */
export const linearSoftmaxWithIntercept: FullBatchRecipe['predict'] = (w, x, problem) =>
  softmaxRows(linearWithIntercept(w, x, problem), problem.labels);
