import { mean } from './mean.js';

/** Standard deviation with divisor n, as the field prints it behind ±; NaN of nothing. */
export function populationDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
