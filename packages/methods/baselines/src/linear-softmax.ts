import { addFrom, matmul, softmaxRows } from '@ildl/minimizers';
import type { FullBatchRecipe } from '@ildl/trainer';
import { partsOf } from './parts.js';

/** The prediction softmax(XW) of weights [features, labels]. */
export const linearSoftmax: FullBatchRecipe['predict'] = (w, x, rows, { features, labels }) =>
  softmaxRows(matmul(x, w, rows, features, labels), labels);

/** [X, 1]: rows with a feature that is always 1, the last one. */
export const withIntercept = (x: Float64Array, rows: number, features: number): Float64Array => {
  const extended = new Float64Array(rows * (features + 1)).fill(1);
  for (let row = 0; row < rows; row++)
    extended.set(x.subarray(row * features, (row + 1) * features), row * (features + 1));
  return extended;
};

/** [X, 1]W of weights [features + 1, labels], without the copy that [X, 1] is. */
export const linearWithIntercept: FullBatchRecipe['predict'] = (w, x, rows, { features, labels }) => {
  const [weights, intercept] = partsOf(w, features * labels) as [Float64Array, Float64Array];
  const values = matmul(x, weights, rows, features, labels);
  for (let from = 0; from < values.length; from += labels) addFrom(values, from, 1, intercept, 0, labels);
  return values;
};

/** The prediction softmax([X, 1]W) of weights [features + 1, labels]. */
export const linearSoftmaxWithIntercept: FullBatchRecipe['predict'] = (w, x, rows, problem) =>
  softmaxRows(linearWithIntercept(w, x, rows, problem), problem.labels);
