import type { Rng } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { ildlError } from './errors.js';
import { fillNormal } from './fill-normal.js';

/** FNV-1a with MurmurHash3's finaliser, so that keys that differ in one character give unrelated words. */
const hash = (text: string, salt: number): number => {
  let h = (0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1)) | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
};

const stream = (key: string): Rng => {
  let generator = xoroshiro128plusFromState([1, 2, 3, 4].map((salt) => hash(key, salt)));
  /** A tensor filled by `fill`, which loops itself: a call per number would cost as much as the draw. */
  const filled = <R extends tf.Rank>(
    shape: tf.ShapeMap[R],
    fill: (values: Float32Array) => void,
  ): tf.Tensor<R> => {
    const values = new Float32Array(tf.util.sizeFromShape(shape as number[]));
    fill(values);
    return tf.tensor(values, shape, 'float32');
  };
  return {
    key,
    fork: (name) => stream(`${key}/${name}`),
    integer: (bound) => uniformInt(generator, 0, bound - 1),
    permutation: (n) => {
      const order = Int32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = uniformInt(generator, 0, i);
        const swapped = order[i] as number;
        order[i] = order[j] as number;
        order[j] = swapped;
      }
      return order;
    },
    uniform: (shape, low = 0, high = 1) =>
      filled(shape, (values) => {
        for (let i = 0; i < values.length; i++) values[i] = low + (high - low) * uniformFloat64(generator);
      }),
    normal: (shape, mean = 0, deviation = 1) =>
      filled(shape, (values) => {
        generator = xoroshiro128plusFromState(fillNormal(values, generator.getState(), { mean, deviation }));
      }),
    bernoulli: (shape, p) =>
      filled(shape, (values) => {
        for (let i = 0; i < values.length; i++) values[i] = uniformFloat64(generator) < p ? 1 : 0;
      }),
  };
};

/**
 * The stream of random numbers of a seed: xoroshiro128+ (Blackman and Vigna 2018) keyed by a hash of the seed and the
 * names of its forks.
 * @param seed a whole number in [0, 2^53)
 * @throws `ILDL_OPTION` for any other seed
 */
export const rngFrom = (seed: number): Rng => {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw ildlError('ILDL_OPTION', `The seed ${seed} is not a whole number from 0 to 2^53 - 1.`);
  return stream(`${seed}`);
};
