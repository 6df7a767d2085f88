import type { Method } from '@ildl/interface';
import { fullBatchMethod } from '@ildl/trainer';

/** Softmax of logits, row by row, in place. */
const softmaxRows = (logits: Float64Array, labels: number): Float64Array => {
  for (let row = 0; row < logits.length; row += labels) {
    const values = logits.subarray(row, row + labels);
    const largest = Math.max(...values);
    for (const [i, value] of values.entries()) values[i] = Math.exp(value - largest);
    const sum = values.reduce((a, b) => a + b, 0);
    for (const [i, value] of values.entries()) values[i] = value / sum;
  }
  return logits;
};

/**
 * Softmax regression without a bias, in float64: thirty steps of steepest descent. `w` is [features, labels]. Rows of
 * tensors come as dense matrices.
 */
export const fullBatchRegression = (): Method => {
  const predict = (w: Float64Array, x: Float64Array, rows: number, features: number, labels: number) =>
    softmaxRows(
      Float64Array.from({ length: rows * labels }, (_, i) => {
        const [row, label] = [Math.floor(i / labels), i % labels];
        let sum = 0;
        for (let f = 0; f < features; f++)
          sum += (x[row * features + f] as number) * (w[f * labels + label] as number);
        return sum;
      }),
      labels,
    );
  return fullBatchMethod({
    name: 'full-batch-regression',
    predict: (w, x, { features, labels }) => predict(w, x.values, x.rows, features, labels),
    *solve({ x: { values: x }, y: { rows, values: y } }, { features, labels }) {
      let w = new Float64Array(features * labels);
      let value = 0;
      for (let iteration = 1; iteration <= 30; iteration++) {
        const p = predict(w, x, rows, features, labels);
        const gradient = new Float64Array(w.length);
        value = 0;
        for (const [i, degree] of y.entries()) {
          const [row, label] = [Math.floor(i / labels), i % labels];
          value -= (degree * Math.log(p[i] as number)) / rows;
          for (let f = 0; f < features; f++)
            gradient[f * labels + label] =
              (gradient[f * labels + label] as number) +
              (((p[i] as number) - degree) * (x[row * features + f] as number)) / rows;
        }
        yield { iteration, value, w: () => w };
        w = w.map((weight, i) => weight - (gradient[i] as number));
      }
      return { w, value, iterations: 30, converged: false, reason: 'thirty iterations' };
    },
  });
};
