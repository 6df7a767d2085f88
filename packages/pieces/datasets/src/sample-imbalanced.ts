import type { DenseMatrix } from '@ildl/interface';
import { checkIndices } from './check-indices.js';
import { datasetError } from './dataset-error.js';

/** [a, b, c, d]: a training row stays where y[c] < a/L and y[d] > b/L; c and d are label indices from 0. */
export type SamplingValues = readonly [a: number, b: number, c: number, d: number];

/**
 * The imbalance sampling protocol of Zhao et al. 2023 (RDA): of the training rows keep those with
 * y[c] < a/L and y[d] > b/L (strict, in float64), and for every label the row with its largest degree
 * (of several, the first in `trainRows`). Test rows are never sampled.
 * @param labels description degrees [rows, labels]
 * @param trainRows row indices from 0
 * @returns the kept row indices, ascending
 * @throws `ILDL_DATA_OPTION` where c or d is no label, a or b is not finite, or a row index
 * is not a row.
 */
export function sampleImbalanced(
  labels: DenseMatrix,
  trainRows: ArrayLike<number>,
  [a, b, c, d]: SamplingValues,
): Int32Array {
  const { columns, values } = labels;
  for (const label of [c, d]) {
    if (!Number.isInteger(label) || label < 0 || label >= columns) {
      throw datasetError(
        'ILDL_DATA_OPTION',
        `The sampling values [${[a, b, c, d].join(', ')}] name label ${label}, but labels go from 0 to ${columns - 1}.`,
      );
    }
  }
  if (!Number.isFinite(a) || !Number.isFinite(b)) {
    throw datasetError('ILDL_DATA_OPTION', `The sampling thresholds ${a} and ${b} must be finite numbers.`);
  }
  checkIndices(trainRows, labels.rows);

  const kept = new Set<number>();
  const top = new Int32Array(columns).fill(-1);
  const largest = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  for (let k = 0; k < trainRows.length; k++) {
    const row = trainRows[k] as number;
    const y = values.subarray(row * columns, (row + 1) * columns);
    if ((y[c] as number) < a / columns && (y[d] as number) > b / columns) kept.add(row);
    for (let label = 0; label < columns; label++) {
      if ((y[label] as number) > (largest[label] as number)) {
        largest[label] = y[label] as number;
        top[label] = row;
      }
    }
  }
  for (const row of top) if (row >= 0) kept.add(row);
  return Int32Array.from(kept).sort();
}
