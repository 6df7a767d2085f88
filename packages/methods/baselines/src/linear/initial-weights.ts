import type { Rng } from '@ildl/interface';

/** Where the weights of a linear model start: at 0, or at uniform numbers in [0, 1). */
export type InitialWeights = 'zero' | 'uniform01';

/** @param size how many weights */
export const initialWeights = (init: InitialWeights, size: number, rng: Rng): Float64Array =>
  Float64Array.from({ length: size }, () => (init === 'zero' ? 0 : rng.integer(2 ** 32) / 2 ** 32));
