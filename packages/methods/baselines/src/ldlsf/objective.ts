import type { DenseMatrix } from '@ildl/interface';
import { dot, dotFrom, matmul, transpose, transposedMatmul } from '@ildl/minimizers';
import type { LdlsfOptions, LdlsfState } from './options.js';

/** A1. */
export const rowSums = (a: Float64Array, columns: number): Float64Array => {
  const sums = new Float64Array(a.length / columns);
  for (let row = 0, i = 0; row < sums.length; row++)
    for (let c = 0; c < columns; c++, i++) sums[row] = (sums[row] as number) + (a[i] as number);
  return sums;
};

/**
 * M = diag(R1) − R, where R is the Pearson correlation of the label columns. A label whose degree never changes is taken
 * to correlate with none.
 * @returns [labels, labels]
 */
export const labelCorrelation = ({ values: y, rows, columns: labels }: DenseMatrix): Float64Array => {
  const means = new Float64Array(labels);
  for (let i = 0; i < y.length; i++)
    means[i % labels] = (means[i % labels] as number) + (y[i] as number) / rows;
  const centred = y.map((degree, i) => degree - (means[i % labels] as number));
  const covariance = transposedMatmul(centred, centred, rows, labels, labels);
  const deviations = Float64Array.from({ length: labels }, (_, a) =>
    Math.sqrt(covariance[a * labels + a] as number),
  );
  const r = covariance.map((value, i) => {
    const product = (deviations[Math.floor(i / labels)] as number) * (deviations[i % labels] as number);
    return product > 0 ? value / product : 0;
  });
  const sums = rowSums(r, labels);
  return r.map((value, i) => (i % (labels + 1) === 0 ? (sums[i / (labels + 1)] as number) : 0) - value);
};

/**
 * ½‖XW − Y‖² + λ1‖S‖₁ + λ2‖C‖₂,₁ + λ3 tr(XW M (XW)ᵀ).
 * @param m M [labels, labels]
 */
export const ldlsfObjective = (
  { specific, shared, xw }: Pick<LdlsfState, 'specific' | 'shared' | 'xw'>,
  { values: y, rows, columns: labels }: DenseMatrix,
  m: Float64Array,
  options: Omit<LdlsfOptions, 'penalty' | 'iterations'>,
): number => {
  const groups = options.groups === 'rows' ? shared : transpose(shared, shared.length / labels, labels);
  const width = options.groups === 'rows' ? labels : shared.length / labels;
  let [norms, sizes, error] = [0, 0, 0];
  for (let from = 0; from < groups.length; from += width)
    norms += Math.sqrt(dotFrom(groups, from, groups, from, width));
  for (let i = 0; i < specific.length; i++) sizes += Math.abs(specific[i] as number);
  for (let i = 0; i < y.length; i++) error += ((xw[i] as number) - (y[i] as number)) ** 2;
  const trace = dot(matmul(xw, m, rows, labels, labels), xw);
  return error / 2 + options.specific * sizes + options.shared * norms + options.correlation * trace;
};
