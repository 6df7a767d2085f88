import type { DenseMatrix } from '@ildl/interface';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import { artificialDegrees } from './artificial-degrees.js';
import { checkDataset } from './check-dataset.js';
import type { Dataset } from './dataset.js';
import { datasetError } from './dataset-error.js';

export interface ArtificialOptions {
  /** Default 2000. */
  readonly rows?: number;
  /** In [0, 2^32). Default 0. */
  readonly seed?: number;
  /** Exponent on ψ, so that one label can dominate. Default 3 (ours); Geng's formula has 1. */
  readonly sharpness?: number;
  /** Features that say nothing, uniform in [−1, 1]. Default 17 (ours); Geng's dataset has 0. */
  readonly noiseFeatures?: number;
  /**
   * How much raters disagree: standard deviation of normal noise on the logarithm of each degree, before they
   * are made to sum to 1 again. Default 0.4 (ours); Geng's dataset has 0.
   */
  readonly disagreement?: number;
}

/**
 * The artificial dataset of Geng 2016, section 5: three features uniform in [−1, 1], three labels whose
 * degrees are `artificialDegrees`. With the defaults it is made harder and imbalanced under the sampling
 * values of its manifest; `{ sharpness: 1, noiseFeatures: 0, disagreement: 0 }` gives the plain formula.
 * @throws `ILDL_DATA_OPTION` for an option out of range.
 */
export function artificial({
  rows = 2000,
  seed = 0,
  sharpness = 3,
  noiseFeatures = 17,
  disagreement = 0.4,
}: ArtificialOptions = {}): Dataset {
  const whole = { rows, seed, noiseFeatures };
  for (const [option, value] of Object.entries(whole)) {
    if (!Number.isInteger(value) || value < (option === 'rows' ? 1 : 0) || value >= 2 ** 32) {
      throw datasetError(
        'ILDL_DATA_OPTION',
        `The option ${option} is ${value}; give a whole number from ${option === 'rows' ? 1 : 0} on.`,
      );
    }
  }
  if (!(disagreement >= 0 && disagreement <= 10)) {
    throw datasetError(
      'ILDL_DATA_OPTION',
      `The option disagreement is ${disagreement}; give a number from 0 to 10.`,
    );
  }
  const rng = mersenne(seed);
  const columns = 3 + noiseFeatures;
  const values = Float64Array.from({ length: rows * columns }, () => 2 * uniformFloat64(rng) - 1);
  const features: DenseMatrix = { kind: 'dense', rows, columns, values };
  const labels = artificialDegrees(features, sharpness);
  if (disagreement > 0) {
    // Box–Muller.
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - uniformFloat64(rng))) * Math.cos(2 * Math.PI * uniformFloat64(rng));
    for (let row = 0; row < rows; row++) {
      const y = labels.values.subarray(3 * row, 3 * row + 3);
      let sum = 0;
      for (let label = 0; label < 3; label++) {
        y[label] = (y[label] as number) * Math.exp(disagreement * normal());
        sum += y[label] as number;
      }
      for (let label = 0; label < 3; label++) y[label] = (y[label] as number) / sum;
    }
  }
  return checkDataset({ name: 'artificial', features, labels, labelNames: ['y1', 'y2', 'y3'] });
}
