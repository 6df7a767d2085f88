import type { Metric } from '@ildl/interface';
import { inputError, optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';

/**
 * The same metric on some labels only, such as the head or the tail. The columns are taken as they are, not renormalised,
 * so the range may be another: the intersection of a row is at most its true mass on these labels. The name is kept.
 * @param indices labels from 0, each once
 * @throws `ILDL_OPTION` for no indices, an index twice, or what is not a whole number from 0; when applied, `ILDL_INPUT`
 * for an index beyond the labels
 */
export const onLabels = (metric: Metric, indices: readonly number[]): Metric => {
  const given = `${metric.name} on the labels [${indices}]`;
  if (
    indices.length === 0 ||
    new Set(indices).size < indices.length ||
    !indices.every((i) => Number.isInteger(i) && i >= 0)
  )
    throw optionError(`${given} cannot be; give indices from 0, each once.`);
  const columns = (rows: tf.Tensor2D): tf.Tensor2D => {
    // Some backends read past the end here without a word.
    if (Math.max(...indices) >= rows.shape[1])
      throw inputError(`${given} cannot be; there are ${rows.shape[1]} labels.`);
    return tf.gather(rows, [...indices], 1);
  };
  return { ...metric, rows: (y, p) => metric.rows(columns(y), columns(p)) };
};
