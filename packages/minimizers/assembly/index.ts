export { product } from './product';
export { sparseProduct, sparseTransposedProduct } from './sparse-product';
export { cholesky, solveLower, solveUpper } from './triangles';
export { addThenDot, scale } from './vectors';
