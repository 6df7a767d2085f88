import type { Iterate, Minimum, Objective, Operand } from '@ildl/minimizers';
import { addFrom, dot, transpose } from '@ildl/minimizers';
import { joined } from '../parts.js';
import { design } from './design.js';
import { wideRowSpace } from './row-space.js';

/**
 * A function of the logits XW: its value, and its gradient by them, [rows, labels]. Both arrays are borrowed: do not
 * retain the logits after returning, nor the gradient beyond the next call. It saves two arrays per step of a descent.
 */
export type LogitLoss = (logits: Float64Array) => { readonly value: number; readonly gradient: Float64Array };

/** Where the weights of a linear model are looked for, in orthonormal coordinates: lengths are those of the weights. */
export interface WeightSpace {
  readonly start: Float64Array;
  /** XW, [rows, labels], in `into`, by default a new matrix. */
  logits(at: Float64Array, into?: Float64Array): Float64Array;
  /** The loss of the logits + penalty/2‖W‖². */
  objective(loss: LogitLoss, penalty: number): Objective;
  /** A copy of W, [features, labels]. */
  weights(at: Float64Array): Float64Array;
  /** The same iterations with W for coordinates. */
  lifted(iterations: Generator<Iterate, Minimum>): Generator<Iterate, Minimum>;
}

/**
 * The space that a descent from `start` can reach where the loss knows W by XW only, with a penalty on ‖W‖² or without.
 * Gradients are combinations of the rows of X, so the part of `start` that is orthogonal to them can change its length
 * only. With fewer rows than features the coordinates are therefore W in a basis of the rows of X, and that length: the
 * same descent in a fraction of the numbers.
 * @param x [rows, features]
 * @param start [features, labels]
 */
export const weightSpace = (x: Operand, rows: number, features: number, start: Float64Array): WeightSpace => {
  const labels = start.length / features;
  const reached = () => {
    const space = wideRowSpace(x, rows, features);
    const { rank, lift, project } = space;
    const lifted = (at: Float64Array) => lift(transpose(at, rank, labels), labels);
    const inside = transpose(project(start, labels), labels, rank);
    const outside = lifted(inside).map((w, i) => (start[i] as number) - w);
    const length = Math.sqrt(dot(outside, outside));
    /** A rest that is nothing but rounding has no direction. */
    const rest = length > 1e-12 * Math.sqrt(dot(start, start)) ? outside.map((w) => w / length) : undefined;
    return {
      rank,
      start: rest ? joined(inside, Float64Array.of(length)) : inside,
      weights: (at: Float64Array) => {
        const w = lifted(at.subarray(0, rank * labels));
        const share = at[rank * labels] ?? 0;
        return rest ? w.map((value, i) => value + share * (rest[i] as number)) : w;
      },
      ...design(space, rows, labels),
    };
  };
  const space =
    rows < features
      ? reached()
      : {
          rank: features,
          start,
          weights: (at: Float64Array) => at.slice(),
          ...design({ rank: features, coordinates: x }, rows, labels),
        };
  const { rank, logits, weights } = space;
  return {
    start: space.start,
    logits,
    weights,
    objective: (loss, penalty) => {
      const z = new Float64Array(rows * labels);
      const gradient = new Float64Array(space.start.length);
      const weighted = gradient.subarray(0, rank * labels);
      return (at) => {
        const { value, gradient: byLogits } = loss(logits(at, z));
        space.byWeights(byLogits, weighted);
        gradient.fill(0, weighted.length);
        if (penalty === 0) return { value, gradient };
        addFrom(gradient, 0, penalty, at, 0, at.length);
        return { value: value + (penalty / 2) * dot(at, at), gradient };
      };
    },
    *lifted(iterations) {
      for (;;) {
        const next = iterations.next();
        if (next.done) return { ...next.value, w: weights(next.value.w) };
        const { w, ...iterate } = next.value;
        yield { ...iterate, w: () => weights(w()) };
      }
    },
  };
};
