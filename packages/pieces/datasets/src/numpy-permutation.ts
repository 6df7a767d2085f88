import { mersenne } from 'pure-rand/generator/mersenne';
import { datasetError } from './dataset-error.js';

/**
 * 0 … n − 1 in the order of NumPy's legacy `RandomState(seed).shuffle(arange(n))`: MT19937 seeded by
 * `init_genrand`, Fisher–Yates from the end, indices by masked rejection on 32-bit outputs.
 * @param n a whole number in [0, 2^31)
 * @param seed a whole number in [0, 2^32)
 * @throws `ILDL_DATA_OPTION` where one of them is not.
 */
export function numpyPermutation(n: number, seed: number): Int32Array {
  if (!Number.isInteger(n) || n < 0 || n >= 2 ** 31) {
    throw datasetError(
      'ILDL_DATA_OPTION',
      `A permutation of ${n} is not possible: give a whole number from 0 to 2^31 − 1.`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw datasetError(
      'ILDL_DATA_OPTION',
      `The seed ${seed} is not usable: give a whole number from 0 to 2^32 − 1, as NumPy takes.`,
    );
  }
  const rng = mersenne(seed);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const mask = 0xffffffff >>> Math.clz32(i);
    let j = (rng.next() & mask) >>> 0;
    while (j > i) j = (rng.next() & mask) >>> 0;
    const swapped = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swapped;
  }
  return order;
}
