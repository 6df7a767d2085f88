import { matmul, transpose } from '@ildl/minimizers';
import { checkOptions, defineMethod, fullBatchMethod, wholeFromOne } from '@ildl/trainer';
import { joined, partsOf } from './parts.js';

/** Rows to predict whose distances are computed together. */
const chunk = 64;

/** The `k` smallest of `distances` from the smallest on; of equal ones that with the lowest index. */
const nearest = (distances: Float64Array, k: number): Int32Array => {
  const found = new Int32Array(Math.min(k, distances.length));
  let count = 0;
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i] as number;
    let at = count;
    while (at > 0 && distance < (distances[found[at - 1] as number] as number)) at--;
    if (at === found.length) continue;
    if (count < found.length) count++;
    found.copyWithin(at + 1, at, count - 1);
    found[at] = i;
  }
  return found;
};

/** Σ x², by row. */
const squaredLengths = (x: Float64Array, columns: number): Float64Array =>
  Float64Array.from({ length: x.length / columns }, (_, row) => {
    let sum = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) sum += (x[i] as number) ** 2;
    return sum;
  });

/**
 * AA-kNN (Geng 2016): the mean label distribution of the k nearest training rows by the Euclidean distance. Of rows that
 * are equally near the first counts as nearer. There is nothing to minimize.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const aaKnn = defineMethod({
  id: 'aa-knn',
  summary: 'the mean label distribution of the nearest training rows (Geng 2016)',
  defaults: {
    /** k. With fewer training rows than that, all of them are taken. */
    neighbours: 5,
  },
  features: 'raw',
  usesValidation: false,
  search: { neighbours: [3, 5, 7, 9, 15, 25] },
  method: (options) => {
    checkOptions('aa-knn', options, { neighbours: wholeFromOne });
    return fullBatchMethod({
      name: 'aa-knn',
      // biome-ignore lint/correctness/useYield: there are no iterations
      *solve({ x, y, rows }, { features }) {
        const w = joined(transpose(x, rows, features), squaredLengths(x, features), y);
        return { w, value: 0, iterations: 0, converged: true, reason: 'the training rows were kept' };
      },
      predict: (w, x, rows, { features, labels, size }) => {
        const [columns, lengths, y] = partsOf(w, size * features, size) as [
          Float64Array,
          Float64Array,
          Float64Array,
        ];
        const p = new Float64Array(rows * labels);
        for (let from = 0; from < rows; from += chunk) {
          const some = x.subarray(from * features, Math.min(rows, from + chunk) * features);
          const products = matmul(some, columns, some.length / features, features, size);
          for (let row = 0; row < some.length / features; row++) {
            // The squared length of the row to predict is the same for all, and left out.
            const distances = lengths.map((length, i) => length - 2 * (products[row * size + i] as number));
            const found = nearest(distances, options.neighbours);
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
