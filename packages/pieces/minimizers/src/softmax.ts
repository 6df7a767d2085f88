import { borrowed, start } from './workspace.js';

/**
 * The softmax of every row, with the largest number of the row taken out before the exponential, which is the same in
 * every engine.
 * @param z row-major [rows, columns]; -Infinity gives 0
 * @param p what it is written to, by default a new matrix
 */
export const softmaxRows = (z: Float64Array, columns: number, p?: Float64Array): Float64Array =>
  borrowed((workspace) => {
    const end = start + z.length;
    workspace.floats(end + 1).set(z, start);
    workspace.kernels.softmax(z.length / columns, columns, 8 * start);
    return workspace.copy(start, end, p);
  });

/**
 * The gradient by the logits of which `p` is the softmax: P∘(G − rowsum(P∘G)).
 * @param p [rows, columns]
 * @param gradient G, the gradient by `p` [rows, columns]
 * @param byLogits what it is written to, by default a new matrix
 */
export const throughSoftmax = (
  p: Float64Array,
  gradient: Float64Array,
  columns: number,
  byLogits?: Float64Array,
): Float64Array =>
  borrowed((workspace) => {
    const middle = start + p.length;
    const end = middle + p.length;
    const floats = workspace.floats(end);
    floats.set(p, start);
    floats.set(gradient, middle);
    workspace.kernels.throughSoftmax(p.length / columns, columns, 8 * start, 8 * middle);
    return workspace.copy(middle, end, byLogits);
  });
