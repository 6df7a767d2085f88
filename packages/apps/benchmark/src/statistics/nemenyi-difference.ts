import { optionError } from '@ildl/internal';
import { studentisedRange } from './studentised-range.js';

/**
 * The critical difference of Nemenyi's test: two methods whose average ranks differ by at least this much differ
 * significantly. Undefined below two methods or two datasets.
 *
 * Source: J. Demšar, Statistical comparisons of classifiers over multiple data sets, JMLR 7, 2006, section 3.2.2.
 *
 * @param level Of significance, in (0, 1); by default 0.05.
 * @throws `ILDL_OPTION` where `level` is not in (0, 1).
 */
export function nemenyiDifference(
  methods: number,
  datasets: number,
  level: number = 0.05,
): number | undefined {
  if (!(level > 0 && level < 1))
    throw optionError(`The level of the Nemenyi test is ${level}: give a probability in (0, 1).`);
  if (methods < 2 || datasets < 2) return undefined;
  // q_α is the studentised range divided by √2.
  return studentisedRange(methods, level) * Math.sqrt((methods * (methods + 1)) / (12 * datasets));
}
