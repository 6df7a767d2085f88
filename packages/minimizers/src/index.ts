export { addFrom, dot, dotFrom, plus, transpose } from './dense.js';
export { groupShrink } from './group-shrink.js';
export { type LbfgsOptions, lbfgs } from './lbfgs.js';
export { minimumOf } from './minimum-of.js';
export { nuclearNorm } from './nuclear-norm.js';
export {
  type Factor,
  factorOf,
  matmul,
  matmulTransposed,
  rowProducts,
  transposedMatmul,
} from './products.js';
export { projectOnSimplex } from './project-on-simplex.js';
export { singularValueThreshold } from './singular-value-threshold.js';
export { soft } from './soft.js';
export { cholesky, solveLower, solveUpper, type Triangle, triangleOf } from './triangles.js';
