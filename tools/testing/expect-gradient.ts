import * as tf from '@tensorflow/tfjs';
import { expectClose } from './expect-close.js';

/** The gradient of `f`. */
export const gradientOf = <T extends tf.Tensor>(f: (x: T) => tf.Scalar, at: T): T =>
  tf.grad(f as (x: tf.Tensor) => tf.Tensor)(at) as T;

/** Expects the gradient of `f` to equal its finite differences (five points, so that float32 gives four digits). */
export const expectGradient = <T extends tf.Tensor>(
  f: (x: T) => tf.Scalar,
  at: T,
  { step = 2 ** -6, tolerance = 2e-4 } = {},
): void => {
  const values = at.dataSync();
  const moved = (i: number, by: number) =>
    tf.tidy(() => {
      const x = Float32Array.from(values);
      x[i] = (x[i] as number) + by;
      return f(tf.tensor(x, at.shape) as T).dataSync()[0] as number;
    });
  const differences = Array.from(values, (_, i) => {
    const [near, far] = [step, 2 * step].map((by) => moved(i, by) - moved(i, -by)) as [number, number];
    return (8 * near - far) / (12 * step);
  });
  expectClose(gradientOf(f, at), differences, tolerance);
};
