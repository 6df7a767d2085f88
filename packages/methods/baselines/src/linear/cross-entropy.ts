import { softmaxRows } from '@ildl/minimizers';
import type { LogitLoss } from './weight-space.js';

/**
 * Σ_i [log Σ_j exp z_ij − Σ_j y_ij z_ij], the cross-entropy of label distributions and the softmax of logits, summed
 * over the rows. Its gradient by the logits is P − Y.
 * @param y [rows, labels]
 * @param p the softmax of the logits
 */
export const crossEntropyOf = (
  y: Float64Array,
  labels: number,
  logits: Float64Array,
  p: Float64Array,
): number => {
  let value = 0;
  for (let from = 0; from < y.length; from += labels) {
    // log Σ exp z = z_k − log p_k, best where p_k is largest.
    let most = from;
    for (let i = from; i < from + labels; i++) {
      value -= (y[i] as number) * (logits[i] as number);
      if ((p[i] as number) > (p[most] as number)) most = i;
    }
    value += (logits[most] as number) - Math.log(p[most] as number);
  }
  return value;
};

/** {@link crossEntropyOf} as a loss of the logits. */
export const crossEntropy = (y: Float64Array, labels: number): LogitLoss => {
  const p = new Float64Array(y.length);
  return (logits) => {
    softmaxRows(logits, labels, p);
    const value = crossEntropyOf(y, labels, logits, p);
    // P is not needed any more, and becomes the gradient.
    for (let i = 0; i < p.length; i++) p[i] = (p[i] as number) - (y[i] as number);
    return { value, gradient: p };
  };
};
