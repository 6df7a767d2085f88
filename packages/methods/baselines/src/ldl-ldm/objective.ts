import { cholesky, softmaxRows, throughSoftmax } from '@ildl/minimizers';
import { rowsByCluster } from '../cluster-rows.js';
import { solveCholesky } from '../linear/cholesky.js';
import { crossEntropyOf } from '../linear/cross-entropy.js';
import type { LogitLoss } from '../linear/weight-space.js';
import type { LdlLdmOptions } from './options.js';

/** Added to the diagonal of a Gram matrix, relative to its trace. */
const ridge = 1e-3;

/**
 * The weights with which every label column of Y is rebuilt best from the others; they add up to 1 (locally linear
 * embedding, Roweis, Saul 2000).
 * @param y [rows, labels]
 * @returns B [labels, labels]: row a holds the weights that rebuild label a, its own 0
 */
export const barycentres = (y: Float64Array, labels: number): Float64Array => {
  const result = new Float64Array(labels * labels);
  const rows = y.length / labels;
  const n = labels - 1;
  for (let a = 0; a < labels; a++) {
    const others = Array.from({ length: n }, (_, i) => (i < a ? i : i + 1));
    const away = others.map((b) =>
      Float64Array.from(
        { length: rows },
        (_, row) => (y[row * labels + b] as number) - (y[row * labels + a] as number),
      ),
    );
    const gram = Float64Array.from({ length: n * n }, (_, i) => {
      const [first, second] = [away[Math.floor(i / n)], away[i % n]] as [Float64Array, Float64Array];
      return first.reduce((sum, value, row) => sum + value * (second[row] as number), 0);
    });
    const trace = others.reduce((sum, _, i) => sum + (gram[i * (n + 1)] as number), 0);
    for (let i = 0; i < n; i++)
      gram[i * (n + 1)] = (gram[i * (n + 1)] as number) + (trace > 0 ? ridge * trace : ridge);
    // With the ridge the matrix is positive definite.
    const weights = solveCholesky(cholesky(gram, n) as Float64Array, n, new Float64Array(n).fill(1));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [i, b] of others.entries()) result[a * labels + b] = (weights[i] as number) / sum;
  }
  return result;
};

/** M = (I − Z)(I − Z)ᵀ with Z = Bᵀ, so that ‖P(I − Z)‖² = tr(P M Pᵀ), [labels, labels]. */
const manifold = (y: Float64Array, labels: number): Float64Array => {
  const b = barycentres(y, labels);
  // Row r of I − Bᵀ, column c.
  const entry = (r: number, c: number) => (r === c ? 1 : 0) - (b[c * labels + r] as number);
  return Float64Array.from({ length: labels * labels }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < labels; k++) sum += entry(Math.floor(i / labels), k) * entry(i % labels, k);
    return sum;
  });
};

/**
 * The cross-entropy + λ2‖P(I − Z)‖² + λ3 Σ_k ‖P⁽ᵏ⁾(I − Z_k)‖².
 * @param clusters the cluster of every row; all rows in one leave the local terms away
 */
export const ldmLoss = (
  y: Float64Array,
  labels: number,
  clusters: Int32Array,
  { global, local }: Pick<LdlLdmOptions, 'global' | 'local'>,
): LogitLoss => {
  const rows = y.length / labels;
  const all = manifold(y, labels);
  const members = rowsByCluster(clusters);
  /** λ2 M + λ3 M_k of every cluster. */
  const manifolds = members.map((of) => {
    const own = new Float64Array(of.length * labels);
    for (const [i, row] of of.entries()) own.set(y.subarray(row * labels, (row + 1) * labels), i * labels);
    const near = members.length > 1 ? manifold(own, labels) : new Float64Array(labels * labels);
    return all.map((m, i) => global * m + local * (near[i] as number));
  });
  const p = new Float64Array(y.length);
  const byP = new Float64Array(y.length);
  return (logits) => {
    softmaxRows(logits, labels, p);
    let value = crossEntropyOf(y, labels, logits, p);
    for (let row = 0; row < rows; row++) {
      const m = manifolds[clusters[row] as number] as Float64Array;
      for (let a = 0; a < labels; a++) {
        let sum = 0;
        for (let b = 0; b < labels; b++)
          sum += (m[a * labels + b] as number) * (p[row * labels + b] as number);
        value += (p[row * labels + a] as number) * sum;
        byP[row * labels + a] = 2 * sum;
      }
    }
    const gradient = throughSoftmax(p, byP, labels, byP);
    for (let i = 0; i < p.length; i++)
      gradient[i] = (p[i] as number) - (y[i] as number) + (gradient[i] as number);
    return { value, gradient };
  };
};
