import { ildlError } from '@ildl/internal';
import { incompleteBeta } from './incomplete-beta.js';
import { incompleteGamma } from './incomplete-gamma.js';

/** Whether several methods differ over several datasets, by their ranks. */
export interface FriedmanTest {
  /** Friedman's statistic, corrected for ties. */
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** P(χ² ≥ `chiSquare`). */
  readonly p: number;
  /** The statistic of Iman and Davenport, which is less conservative; Infinity where every dataset ranks alike. */
  readonly f: number;
  readonly fDegreesOfFreedom: readonly [number, number];
  /** P(F ≥ `f`). */
  readonly fP: number;
}

/**
 * Friedman's test, and the one that Iman and Davenport derive from it. Undefined below two methods or two datasets, and
 * where all methods share one rank on every dataset.
 *
 * Source: J. Demšar, Statistical comparisons of classifiers over multiple data sets, JMLR 7, 2006, section 3.2.2.
 *
 * @param ranks For each method its ranks on the datasets, from 1, ties averaged; as `averageRanks` gives them.
 * @throws `ILDL_RANKS` where methods have different numbers of ranks.
 */
export function friedmanTest(ranks: readonly (readonly number[])[]): FriedmanTest | undefined {
  const methods = ranks.length;
  const datasets = ranks[0]?.length ?? 0;
  if (ranks.some(({ length }) => length !== datasets))
    throw ildlError(
      'ILDL_RANKS',
      'The methods of a Friedman test have different numbers of ranks: give one a dataset.',
    );
  if (methods < 2 || datasets < 2) return undefined;
  const middle = (methods + 1) / 2;
  const squared = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const between = squared(ranks.map((own) => own.reduce((sum, rank) => sum + rank, 0) / datasets));
  // Without ties this is datasets · methods · (methods² − 1) / 12, which makes it Friedman's formula.
  const total = squared(ranks.flat());
  if (total === 0) return undefined;
  const degreesOfFreedom = methods - 1;
  const most = datasets * degreesOfFreedom;
  const chiSquare = (most * datasets * between) / total;
  const fDegreesOfFreedom = [degreesOfFreedom, degreesOfFreedom * (datasets - 1)] as const;
  // A rounding error away from the most is the most.
  const left = most - chiSquare > 1e-12 * most ? most - chiSquare : 0;
  const f = ((datasets - 1) * chiSquare) / left;
  const [numerator, denominator] = fDegreesOfFreedom.map((df, i) => (i === 0 ? df * f : df)) as [
    number,
    number,
  ];
  return {
    chiSquare,
    degreesOfFreedom,
    p: incompleteGamma(degreesOfFreedom / 2, chiSquare / 2),
    f,
    fDegreesOfFreedom,
    fP:
      left === 0
        ? 0
        : incompleteBeta(
            denominator / (denominator + numerator),
            numerator / (denominator + numerator),
            fDegreesOfFreedom[1] / 2,
            fDegreesOfFreedom[0] / 2,
          ),
  };
}
