import { optionError } from '@ildl/internal';
import { studentTTest, type TTest } from './student-t-test.js';

/**
 * Two-tailed paired t-test whose variance allows for training rows that the folds share: the factor 1/n of
 * the paired test becomes 1/n + test rows / training rows. Undefined below two pairs.
 *
 * Source: C. Nadeau and Y. Bengio, Inference for the generalization error, Machine Learning 52, 2003.
 *
 * @param testFraction Share of the rows that a fold tests on, in (0, 1); 0.1 for ten folds.
 * @throws `ILDL_OPTION` where `testFraction` is not in (0, 1), and with code
 * `ILDL_PAIRS` where the samples differ in length.
 */
export function correctedResampledTTest(
  a: readonly number[],
  b: readonly number[],
  testFraction: number,
): TTest | undefined {
  if (!(testFraction > 0 && testFraction < 1))
    throw optionError(
      `testFraction of the corrected resampled t-test is ${testFraction}: give a share of rows in (0, 1).`,
    );
  return studentTTest(a, b, (pairs) => 1 / pairs + testFraction / (1 - testFraction));
}
