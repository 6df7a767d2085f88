import type { DenseMatrix } from '@ildl/interface';
import {
  type AdmmConstraint,
  cholesky,
  dot,
  groupShrink,
  matmulTransposed,
  plus,
  singularValueThreshold,
  throughSoftmax,
  transpose,
  transposedMatmul,
} from '@ildl/minimizers';
import { solveCholesky } from '../linear/cholesky.js';
import type { LogitLoss } from '../linear/weight-space.js';
import { divergenceFrom, unexplained } from './objective.js';
import type { LdlLclrOptions } from './options.js';

/** The primal variables of ADMM. */
export interface LdlLclrState {
  /** W, in the coordinates of the space in which it is sought. */
  readonly at: Float64Array;
  /** S [labels, labels]. */
  readonly s: Float64Array;
  /** E [rows, labels]. */
  readonly e: Float64Array;
  /** Z [labels, labels]. */
  readonly z: Float64Array;
  /** Y − PS [rows, labels]. */
  readonly rest: Float64Array;
}

/** V, the multipliers of E = Y − PS [rows, labels], and V2, those of Z = S [labels, labels]. */
export type LclrMultipliers = readonly [Float64Array, Float64Array];

/** KL(Y‖P) + ⟨V, R⟩ + ρ/2‖R‖², R = Y − PS − E: what the step of W minimizes beside λ1‖W‖². */
export const weightLoss = (
  y: DenseMatrix,
  { s, e }: Pick<LdlLclrState, 's' | 'e'>,
  multipliers: Float64Array,
  penalty: number,
  divergence = divergenceFrom(y.values, y.columns),
): LogitLoss => {
  const { rows, columns: labels } = y;
  return (logits) => {
    const { value, gradient } = divergence(logits);
    const size = gradient.length;
    const p = plus(gradient, 1, y.values);
    const residual = unexplained(p, s, y);
    plus(residual, -1, e, residual);
    const pull = plus(multipliers, penalty, residual);
    const total = matmulTransposed(pull, s, rows, labels, labels);
    throughSoftmax(p, total, labels, total);
    for (let i = 0; i < size; i++) total[i] = (gradient[i] as number) - (total[i] as number);
    return {
      value: value + dot(multipliers, residual) + (penalty / 2) * dot(residual, residual),
      gradient: total,
    };
  };
};

/** The step of S: ρ(PᵀP + I) S = Pᵀ(V + ρ(Y − E)) − V2 + ρZ − λ4 T. `local` is λ4 T, with its sign. */
export const correlationStep = (
  p: Float64Array,
  { values: y, rows, columns: labels }: DenseMatrix,
  { e, z }: Pick<LdlLclrState, 'e' | 'z'>,
  [multipliers, rankMultipliers]: LclrMultipliers,
  local: Float64Array,
  penalty: number,
): Float64Array => {
  const left = transposedMatmul(p, p, rows, labels, labels).map(
    (product, i) => penalty * (product + Number(i % (labels + 1) === 0)),
  );
  const target = plus(multipliers, penalty, plus(y, -1, e));
  const right = transposedMatmul(p, target, rows, labels, labels).map(
    (value, i) => value - (rankMultipliers[i] as number) + penalty * (z[i] as number) - (local[i] as number),
  );
  const triangle = cholesky(left, labels) as Float64Array;
  return transpose(solveCholesky(triangle, labels, transpose(right, labels, labels)), labels, labels);
};

/** E = Y − PS and Z = S. */
export const constraintsOf = ({ s, e, z, rest }: Omit<LdlLclrState, 'at'>): AdmmConstraint[] => [
  { left: e, right: rest },
  { left: z, right: s },
];

/** The steps of E and Z for new P and S; `rest` is Y − PS. */
export const splitStep = (
  rest: Float64Array,
  s: Float64Array,
  [multipliers, rankMultipliers]: LclrMultipliers,
  labels: number,
  { outliers, lowRank, penalty }: Pick<LdlLclrOptions, 'outliers' | 'lowRank' | 'penalty'>,
): Pick<LdlLclrState, 'e' | 'z'> => ({
  e: groupShrink(plus(rest, 1 / penalty, multipliers), labels, outliers / penalty, 'rows'),
  z: singularValueThreshold(plus(s, 1 / penalty, rankMultipliers), labels, lowRank / penalty),
});
