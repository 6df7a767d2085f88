export { product } from './product';
export { sparseProduct, sparseTransposedProduct } from './sparse-product';
export { addThenDot, scale } from './vectors';
