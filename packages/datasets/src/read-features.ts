import { extname } from 'node:path';
import { DatasetError } from './dataset-error.js';
import type { Matrix } from './matrix.js';
import { readCsv } from './read-csv.js';
import { readFile } from './read-file.js';
import { readMat } from './read-mat.js';
import { readNpy } from './read-npy.js';
import { readNpz } from './read-npz.js';

export interface ReadFeaturesOptions {
  /** The variable of the features (.mat, .npz). Default `features`. */
  readonly features?: string;
  /** Most bytes that the file may have, and that reading may allocate beside it. Default 2 GiB. */
  readonly maxBytes?: number;
}

/**
 * Reads features without labels [rows, features], such as rows to predict: a .mat, .npz, .npy or .csv file, of which a
 * .csv holds nothing else.
 * @throws {DatasetError} what the readers throw; `ILDL_DATA_VARIABLE` where there are no such features,
 * `ILDL_DATA_NAN` for a value that is not finite, `ILDL_DATA_UNSUPPORTED` for another extension
 */
export async function readFeatures(
  path: string,
  { features = 'features', maxBytes }: ReadFeaturesOptions = {},
): Promise<Matrix> {
  const limits = { file: path, ...(maxBytes !== undefined && { maxBytes }) };
  const matrix = await read(path, features, limits);
  const wrong = matrix.values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const row = matrix.kind === 'dense' ? `, row ${Math.floor(wrong / matrix.columns) + 1}` : '';
    throw new DatasetError(
      'ILDL_DATA_NAN',
      `${path}${row}: a feature is ${matrix.values[wrong]}; replace it or drop the row.`,
    );
  }
  return matrix;
}

async function read(
  path: string,
  features: string,
  limits: { file: string; maxBytes?: number },
): Promise<Matrix> {
  const extension = extname(path).toLowerCase();
  if (!['.mat', '.npz', '.npy', '.csv'].includes(extension)) {
    throw new DatasetError(
      'ILDL_DATA_UNSUPPORTED',
      `${path} is of no kind that is read; save it as .mat (version 7 or below), .npz, .npy or .csv.`,
    );
  }
  const bytes = await readFile(path, limits.maxBytes);
  if (extension === '.npy') return readNpy(bytes, limits);
  if (extension === '.csv') return readCsv(bytes, { ...limits, labels: 0 }).features;
  const { matrices, contents } = (extension === '.mat' ? readMat : readNpz)(bytes, {
    ...limits,
    names: [features],
  });
  const matrix = matrices.get(features);
  if (matrix === undefined) {
    throw new DatasetError(
      'ILDL_DATA_VARIABLE',
      `${path} has no variable \`${features}\`; it holds ${[...contents.keys()].slice(0, 20).join(', ') || 'no variables'}; name the right one with the option features.`,
    );
  }
  return matrix;
}
