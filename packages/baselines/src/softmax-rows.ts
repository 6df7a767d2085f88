/**
 * The softmax of every row, with the largest number of the row taken out before the exponential.
 * @param logits row-major [rows, labels]; a logit of -Infinity gives 0
 */
export const softmaxRows = (logits: Float64Array, labels: number): Float64Array => {
  const p = new Float64Array(logits.length);
  for (let from = 0; from < logits.length; from += labels) {
    let largest = -Infinity;
    for (let i = from; i < from + labels; i++) largest = Math.max(largest, logits[i] as number);
    let sum = 0;
    for (let i = from; i < from + labels; i++) {
      p[i] = Math.exp((logits[i] as number) - largest);
      sum += p[i] as number;
    }
    for (let i = from; i < from + labels; i++) p[i] = (p[i] as number) / sum;
  }
  return p;
};

/**
 * The gradient by the logits of which `p` is the softmax: P∘(G − rowsum(P∘G)).
 * @param p [rows, labels]
 * @param gradient G, the gradient by `p` [rows, labels]
 */
export const throughSoftmax = (p: Float64Array, gradient: Float64Array, labels: number): Float64Array => {
  const through = new Float64Array(p.length);
  for (let from = 0; from < p.length; from += labels) {
    let mean = 0;
    for (let i = from; i < from + labels; i++) mean += (p[i] as number) * (gradient[i] as number);
    for (let i = from; i < from + labels; i++)
      through[i] = (p[i] as number) * ((gradient[i] as number) - mean);
  }
  return through;
};
