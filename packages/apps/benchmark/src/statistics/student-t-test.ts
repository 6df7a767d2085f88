import { ildlError } from '@ildl/internal';
import { incompleteBeta } from './incomplete-beta.js';
import { mean } from './mean.js';

/** A two-tailed test of the difference a − b. */
export interface TTest {
  /** Positive where `a` is larger on average; ±Infinity where every difference is the same and not 0. */
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** In [0, 1]; NaN where a sample is not finite. */
  readonly p: number;
}

/**
 * Student's t-test of paired samples, the variance of their mean difference being `factor` times the
 * (unbiased) variance of the differences.
 *
 * @throws `ILDL_PAIRS` where the samples differ in length.
 */
export function studentTTest(
  a: readonly number[],
  b: readonly number[],
  factor: (pairs: number) => number,
): TTest | undefined {
  const pairs = a.length;
  if (b.length !== pairs)
    throw ildlError(
      'ILDL_PAIRS',
      `A paired t-test got ${pairs} and ${b.length} numbers: give the same folds and seeds of both methods.`,
    );
  if (pairs < 2) return undefined;
  const differences = a.map((value, i) => value - (b[i] as number));
  const difference = mean(differences);
  const degreesOfFreedom = pairs - 1;
  const variance = differences.reduce((sum, d) => sum + (d - difference) ** 2, 0) / degreesOfFreedom;
  const t = difference === 0 ? 0 : difference / Math.sqrt(factor(pairs) * variance);
  return { t, degreesOfFreedom, p: twoTailed(t, degreesOfFreedom) };
}

/** P(|T| ≥ |t|) of Student's distribution. */
function twoTailed(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  if (!Number.isFinite(t * t)) return 0;
  const total = degreesOfFreedom + t * t;
  return incompleteBeta(degreesOfFreedom / total, (t * t) / total, degreesOfFreedom / 2, 0.5);
}
