import {
  type AdmmDual,
  nuclearNorm,
  singularValueThreshold,
  softmaxRows,
  throughSoftmax,
} from '@ildl/minimizers';
import type { LogitLoss } from '../linear/weight-space.js';

/** The primal variables of ADMM; P and Z are [rows, labels], rows in their own order. */
export interface EdlLrlState {
  /** W, in the coordinates of the space in which it is sought. */
  readonly at: Float64Array;
  /** P, the softmax of XW. */
  readonly p: Float64Array;
  readonly z: Float64Array;
}

/** Λ of P = Z, [rows, labels], and ρ. */
export interface EdlLrlDual extends AdmmDual {
  readonly multipliers: readonly [Float64Array];
}

/** ½‖P − Y‖² + ⟨Λ, P − Z⟩ + ρ/2‖P − Z‖², the loss of the step of W. */
export const edlLrlLoss =
  (
    y: Float64Array,
    labels: number,
    z: Float64Array,
    { multipliers: [multipliers], penalty }: EdlLrlDual,
    published: boolean,
  ): LogitLoss =>
  (logits) => {
    const p = softmaxRows(logits, labels);
    const byP = new Float64Array(p.length);
    let value = 0;
    for (let i = 0; i < p.length; i++) {
      const degree = p[i] as number;
      const error = degree - (y[i] as number);
      const gap = degree - (z[i] as number);
      const multiplier = multipliers[i] as number;
      value += (error * error) / 2 + multiplier * gap + (penalty / 2) * gap * gap;
      byP[i] = error + multiplier + penalty * gap;
    }
    return {
      value,
      gradient: published
        ? byP.map((g, i) => g * ((p[i] as number) - (p[i] as number) ** 2))
        : throughSoftmax(p, byP, labels),
    };
  };

/** Changes the rows of every cluster as one matrix. */
const byCluster = (
  a: Float64Array,
  labels: number,
  clusters: readonly (readonly number[])[],
  change: (block: Float64Array) => Float64Array,
): Float64Array => {
  const result = new Float64Array(a.length);
  for (const rows of clusters) {
    const block = new Float64Array(rows.length * labels);
    for (const [i, row] of rows.entries())
      block.set(a.subarray(row * labels, (row + 1) * labels), i * labels);
    const changed = change(block);
    for (const [i, row] of rows.entries())
      result.set(changed.subarray(i * labels, (i + 1) * labels), row * labels);
  }
  return result;
};

/** The step of Z_k = SVT(P⁽ᵏ⁾ + Λ_k/ρ, λ2/ρ). */
export const lowRankStep = (
  p: Float64Array,
  labels: number,
  clusters: readonly (readonly number[])[],
  { multipliers: [multipliers], penalty }: EdlLrlDual,
  lowRank: number,
  published: boolean,
): Float64Array => {
  const shifted = p.map((degree, i) => degree + (multipliers[i] as number) / penalty);
  return byCluster(shifted, labels, clusters, (block) =>
    singularValueThreshold(block, labels, lowRank / penalty, published ? 'hard' : 'soft'),
  );
};

/** Σ_k ‖A⁽ᵏ⁾‖_*. */
export const nuclearNorms = (
  a: Float64Array,
  labels: number,
  clusters: readonly (readonly number[])[],
): number => {
  let sum = 0;
  byCluster(a, labels, clusters, (block) => {
    sum += nuclearNorm(block, labels);
    return block;
  });
  return sum;
};
