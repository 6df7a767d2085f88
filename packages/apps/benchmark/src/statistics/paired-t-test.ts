import { studentTTest, type TTest } from './student-t-test.js';

export type { TTest };

/**
 * Two-tailed paired t-test of `a` against `b`, the paper's test; undefined below two pairs.
 *
 * It takes the pairs as independent. Folds share training rows, so its p is optimistic: read it beside
 * {@link correctedResampledTTest}.
 *
 * @throws `ILDL_PAIRS` where the samples differ in length.
 */
export function pairedTTest(a: readonly number[], b: readonly number[]): TTest | undefined {
  return studentTTest(a, b, (pairs) => 1 / pairs);
}
