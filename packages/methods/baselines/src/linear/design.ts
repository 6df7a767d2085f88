import { denseValues, factorOf, lowerFactorOf, type Operand } from '@ildl/minimizers';

/** Rows of a linear model in some coordinates. */
export interface Coordinates {
  /** How many there are of a row. */
  readonly rank: number;
  /** C [rows, rank]; with an `order` 0 above the diagonal. */
  readonly coordinates: Operand;
  /** The number of every row of C where they are in another order, [rows]. */
  readonly order?: Int32Array | undefined;
}

/** The design matrix of a linear model as an operator; lower-triangular coordinates take half the work. */
export const design = ({ rank, coordinates, order }: Coordinates, rows: number, labels: number) => {
  const factor = order
    ? lowerFactorOf(denseValues(coordinates), rows, rank, order)
    : factorOf(coordinates, rows, rank);
  return {
    /** Cθ, for θ [rank, labels]; in `into`, by default a new matrix. */
    logits: (theta: Float64Array, into?: Float64Array) => factor.times(theta, labels, { into }),
    /** CᵀG, for G [rows, labels], likewise. */
    byWeights: (byLogits: Float64Array, into?: Float64Array) =>
      factor.transposedTimes(byLogits, labels, { into }),
  };
};
