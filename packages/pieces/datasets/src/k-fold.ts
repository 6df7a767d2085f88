import { datasetError } from './dataset-error.js';
import { numpyPermutation } from './numpy-permutation.js';

/** Row indices (from 0), ascending; together all rows, each once. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

export interface KFoldOptions {
  /** How many folds, at least 2. Default 10, as in the paper. */
  readonly folds?: number;
  /** In [0, 2^32). Default 0. */
  readonly seed?: number;
}

/**
 * The folds of scikit-learn's `KFold(folds, shuffle=True, random_state=seed)`: fold `f` tests the `f`-th
 * chunk of the shuffled rows, where the first `rows % folds` chunks are one longer.
 * @throws `ILDL_DATA_FOLDS` with fewer rows than folds or fewer than 2 folds;
 * `ILDL_DATA_OPTION` for a bad seed.
 */
export function kFold(rows: number, { folds = 10, seed = 0 }: KFoldOptions = {}): Fold[] {
  if (!Number.isInteger(folds) || folds < 2) {
    throw datasetError('ILDL_DATA_FOLDS', `${folds} folds are not possible: give a whole number from 2 on.`);
  }
  if (rows < folds) {
    throw datasetError(
      'ILDL_DATA_FOLDS',
      `${rows} rows do not make ${folds} folds: give more rows or at most ${rows} folds.`,
    );
  }
  const order = numpyPermutation(rows, seed);
  const foldOf = new Int32Array(rows);
  const sizes = Array.from(
    { length: folds },
    (_, fold) => Math.floor(rows / folds) + (fold < rows % folds ? 1 : 0),
  );
  let start = 0;
  for (const [fold, size] of sizes.entries()) {
    for (const row of order.subarray(start, start + size)) foldOf[row] = fold;
    start += size;
  }
  return sizes.map((size, fold) => {
    const test = new Int32Array(size);
    const train = new Int32Array(rows - size);
    for (let row = 0, i = 0, j = 0; row < rows; row++)
      if (foldOf[row] === fold) test[i++] = row;
      else train[j++] = row;
    return { train, test };
  });
}
