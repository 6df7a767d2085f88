import { datasetError } from './dataset-error.js';
import { numpyPermutation } from './numpy-permutation.js';

export interface ValidationSplitOptions {
  /** Share of the rows, in (0, 1). Default 1/9: a tenth of all rows where the test fold took another. */
  readonly fraction?: number;
  /** In [0, 2^32). Default 0. */
  readonly seed?: number;
}

/** Row indices, ascending; together the given rows. */
export interface ValidationSplit {
  readonly train: Int32Array;
  readonly valid: Int32Array;
}

/**
 * Draws validation rows from `rows`: the nearest whole number to `fraction` of them, but at least one and
 * never all where there are two rows or more; none of a single row.
 * @throws `ILDL_DATA_OPTION` for a fraction outside (0, 1) or a bad seed.
 */
export function validationSplit(
  rows: ArrayLike<number>,
  { fraction = 1 / 9, seed = 0 }: ValidationSplitOptions = {},
): ValidationSplit {
  if (!(fraction > 0 && fraction < 1)) {
    throw datasetError(
      'ILDL_DATA_OPTION',
      `The validation fraction ${fraction} must be between 0 and 1, such as 1/9.`,
    );
  }
  const sorted = Int32Array.from(rows).sort();
  const wanted = Math.max(1, Math.round(fraction * sorted.length));
  const count = Math.max(0, Math.min(wanted, sorted.length - 1));
  const drawn = numpyPermutation(sorted.length, seed).map((position) => sorted[position] as number);
  return { train: drawn.slice(count).sort(), valid: drawn.slice(0, count).sort() };
}
