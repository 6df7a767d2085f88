/**
 * Soft thresholding, the proximal operator of t‖a‖₁: every number moves towards 0 by `threshold`, at most to 0.
 * @param threshold not negative
 */
export const soft = (a: Float64Array, threshold: number): Float64Array =>
  a.map((value) => Math.sign(value) * Math.max(Math.abs(value) - threshold, 0));
