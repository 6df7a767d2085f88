import { factorOf } from '@ildl/minimizers';
import { rowsAt, rowsFrom } from './rows-at.js';

/** Rows of a linear model in some coordinates. */
export interface Coordinates {
  /** How many there are of a row. */
  readonly rank: number;
  /** C, row-major [rows, rank]; with an `order` 0 above the diagonal. */
  readonly coordinates: Float64Array;
  /** The number of every row of C where they are in another order, [rows]. */
  readonly order?: Int32Array | undefined;
}

/** What a linear model does with its rows; a triangle of them takes half the work. */
export const design = ({ rank, coordinates, order }: Coordinates, rows: number, labels: number) => {
  const factor = factorOf(coordinates, rows, rank, order && 'lower');
  return {
    /** Cθ, for θ [rank, labels]. */
    logits: (theta: Float64Array) => {
      const z = factor.times(theta, labels);
      return order ? rowsFrom(z, labels, order) : z;
    },
    /** CᵀG, for G [rows, labels]. */
    byWeights: (byLogits: Float64Array) =>
      factor.transposedTimes(order ? rowsAt(byLogits, labels, order) : byLogits, labels),
  };
};
