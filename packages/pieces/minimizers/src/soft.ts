/**
 * Soft thresholding, the proximal operator of t‖a‖₁: every number moves towards 0 by `threshold`, at most to 0.
 * @param threshold not negative
 */
export const soft = (a: Float64Array, threshold: number): Float64Array => {
  const shrunk = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) {
    const value = a[i] as number;
    shrunk[i] = Math.sign(value) * Math.max(Math.abs(value) - threshold, 0);
  }
  return shrunk;
};
