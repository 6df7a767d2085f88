export { gatherRows } from './gather-rows';
export { product } from './product';
export { softmax, throughSoftmax } from './softmax';
export { sparseProduct, sparseTransposedProduct } from './sparse-product';
export { cholesky, pivotedCholesky, solveLower, solveUpper } from './triangles';
export { add, addThenDot, dot, largest, scale } from './vectors';
