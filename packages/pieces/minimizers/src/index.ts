export {
  type AdmmConstraint,
  type AdmmDual,
  type AdmmIteration,
  type AdmmOptions,
  type AdmmStop,
  admm,
  type PenaltySchedule,
  type ResidualTolerances,
  smallResiduals,
  stalledObjective,
} from './admm.js';
export { addFrom, dot, dotFrom, plus, transpose } from './dense.js';
export { groupShrink } from './group-shrink.js';
export { type LbfgsOptions, lbfgs } from './lbfgs.js';
export { type LowerFactor, lowerFactorOf } from './lower-factor.js';
export { denseValues, type Operand } from './matrix.js';
export type { Iterate, Minimizer, Minimum, Objective } from './minimizer.js';
export { minimumOf } from './minimum-of.js';
export { nuclearNorm } from './nuclear-norm.js';
export {
  type Factor,
  factorOf,
  matmul,
  matmulTransposed,
  type ProductOptions,
  rowProducts,
  transposedMatmul,
} from './products.js';
export { projectOnSimplex } from './project-on-simplex.js';
export { singularValueThreshold } from './singular-value-threshold.js';
export { soft } from './soft.js';
export { softmaxRows, throughSoftmax } from './softmax.js';
export {
  cholesky,
  type PivotedFactor,
  pivotedCholesky,
  solveLower,
  solveUpper,
  type Triangle,
  triangleOf,
} from './triangles.js';
