import type { Matrix } from '@ildl/interface';
import { checkFinite } from './check-finite.js';
import { datasetError } from './dataset-error.js';
import { defined } from './defined.js';
import { extensionOf, type FileBytes } from './file-name.js';
import { readCsv } from './read-csv.js';
import { readMat } from './read-mat.js';
import { readNpy } from './read-npy.js';
import { readNpz } from './read-npz.js';
import { unknownKind } from './sniff.js';
import { variableOf } from './variable-of.js';

export interface ReadFeaturesOptions {
  /** The variable of the features (.mat, .npz). Default `features`. */
  readonly features?: string;
  /** Whether a .csv has a header row. Default: see `readCsv`. */
  readonly header?: boolean;
  /** Between the cells of a .csv. Default `,`. */
  readonly delimiter?: string;
  /** Most bytes that the file may have, and that reading may allocate beside it. Default 2 GiB. */
  readonly maxBytes?: number;
}

/**
 * Parses features without labels [rows, features], such as rows to predict: a .mat, .npz, .npy or .csv file, told by
 * the extension of its name; a .csv holds nothing else.
 * @throws what the readers throw; `ILDL_DATA_VARIABLE` where there are no such features,
 * `ILDL_DATA_EMPTY` without rows or features, `ILDL_DATA_NAN` for a value that is not finite, `ILDL_DATA_UNSUPPORTED` for
 * another extension.
 */
export function parseFeatures(
  { name: path, bytes }: FileBytes,
  { features = 'features', ...options }: ReadFeaturesOptions = {},
): Matrix {
  const { maxBytes, ...table } = defined(options);
  const limits = { file: path, ...defined({ maxBytes }) };
  const readers: Readonly<Record<string, (bytes: Uint8Array) => Matrix>> = {
    '.mat': (bytes) =>
      variableOf(readMat(bytes, { ...limits, names: [features] }), features, path, 'the option features'),
    '.npz': (bytes) =>
      variableOf(readNpz(bytes, { ...limits, names: [features] }), features, path, 'the option features'),
    '.npy': (bytes) => readNpy(bytes, limits),
    '.csv': (bytes) => readCsv(bytes, { ...limits, ...table, labels: 0 }).features,
  };
  const read = readers[extensionOf(path)];
  if (!read) throw unknownKind({ name: path, bytes });
  const matrix = read(bytes);
  if (matrix.rows < 1) throw datasetError('ILDL_DATA_EMPTY', `${path} has no rows; give at least one.`);
  if (matrix.columns < 1)
    throw datasetError('ILDL_DATA_EMPTY', `${path} has no features; give at least one column.`);
  checkFinite(matrix, path, 'features');
  return matrix;
}
