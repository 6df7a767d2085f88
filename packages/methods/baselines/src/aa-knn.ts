import { denseValues, dotFrom, matmulTransposed } from '@ildl/minimizers';
import { checkOptions, defineMethod, fullBatchMethod, positiveInteger } from '@ildl/trainer';
import { joined, partsOf } from './parts.js';

/** Rows to predict whose distances are computed together. */
const chunk = 1024;

/** The `k` smallest of numbers from the smallest on; of equal ones that with the lowest index. */
const smallest = (numbers: Float64Array, k: number): Int32Array => {
  const found = new Int32Array(Math.min(k, numbers.length));
  let count = 0;
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    if (count === found.length && number >= (numbers[found[count - 1] as number] as number)) continue;
    let at = count < found.length ? count++ : count - 1;
    for (; at > 0 && number < (numbers[found[at - 1] as number] as number); at--)
      found[at] = found[at - 1] as number;
    found[at] = i;
  }
  return found;
};

/**
 * AA-kNN (Geng 2016): the mean label distribution of the k nearest training rows by the Euclidean distance. Of rows that
 * are equally near the first counts as nearer. There is nothing to minimize.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const aaKnn = defineMethod({
  id: 'aa-knn',
  summary: 'the mean label distribution of the nearest training rows (Geng 2016)',
  defaults: {
    /** k, a whole number from 1, default 5. With fewer training rows than that, all of them are taken. */
    neighbours: 5,
  },
  features: 'raw',
  usesValidation: false,
  search: { neighbours: [3, 5, 7, 9, 15, 25] },
  method: (options) => {
    checkOptions('aa-knn', options, { neighbours: positiveInteger });
    return fullBatchMethod({
      name: 'aa-knn',
      // biome-ignore lint/correctness/useYield: there are no iterations
      *solve({ x, y }) {
        const w = joined(denseValues(x), y.values);
        return { w, value: 0, iterations: 0, converged: true, reason: 'the training rows were kept' };
      },
      predict: (w, matrix, { features, labels, size }) => {
        const { rows } = matrix;
        const x = denseValues(matrix);
        const [known, y] = partsOf(w, size * features) as [Float64Array, Float64Array];
        const lengths = Float64Array.from({ length: size }, (_, i) =>
          dotFrom(known, i * features, known, i * features, features),
        );
        const p = new Float64Array(rows * labels);
        const distances = new Float64Array(size);
        for (let from = 0; from < rows; from += chunk) {
          const count = Math.min(chunk, rows - from);
          const some = x.subarray(from * features, (from + count) * features);
          const products = matmulTransposed(some, known, count, features, size);
          for (let row = 0; row < count; row++) {
            // The squared length of the row to predict is the same for all, and left out.
            for (let i = 0; i < size; i++)
              distances[i] = (lengths[i] as number) - 2 * (products[row * size + i] as number);
            const found = smallest(distances, options.neighbours);
            for (const neighbour of found)
              for (let label = 0; label < labels; label++) {
                const at = (from + row) * labels + label;
                p[at] = (p[at] as number) + (y[neighbour * labels + label] as number) / found.length;
              }
          }
        }
        return p;
      },
    });
  },
});
