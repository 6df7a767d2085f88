import type { Numbers, Terms } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs';

/** Reads a scalar from the device and disposes it. */
export const takeScalar = async (scalar: tf.Scalar): Promise<number> => {
  const [value] = await scalar.data();
  scalar.dispose();
  return value as number;
};

/** Reads named scalars from the device, and divides them on the host. */
export const readScalars = async (scalars: Terms, divisor = 1): Promise<Numbers> => {
  const read = Object.entries(scalars).map(async ([name, scalar]) => {
    const [value] = await scalar.data();
    return [name, (value as number) / divisor];
  });
  return Object.freeze(Object.fromEntries(await Promise.all(read)));
};
