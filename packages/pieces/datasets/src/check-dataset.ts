import type { DenseMatrix, Matrix } from '@ildl/interface';
import { budget } from './budget.js';
import { checkFinite } from './check-finite.js';
import type { Dataset } from './dataset.js';
import { type DatasetErrorCode, datasetError } from './dataset-error.js';
import { datasetNotes, hasColumnsOfOne } from './dataset-notes.js';
import { hashDataset } from './hash-dataset.js';
import { placeOf } from './place-of.js';

export interface UncheckedDataset {
  readonly name: string;
  /** [rows, features] */
  readonly features: Matrix;
  /** [rows, labels] */
  readonly labels: Matrix;
  readonly labelNames?: readonly string[];
}

export interface CheckDatasetOptions {
  /** Divide rows of labels that do not sum to 1 by their sum. Default false. */
  readonly normalize?: boolean;
  /** Most bytes that sparse labels may take when made dense. Default 2 GiB. */
  readonly maxBytes?: number;
}

/** How far the sum of a row of labels may be from 1. */
const tolerance = 1e-4;

/**
 * Makes a dataset of features and labels, or says what is wrong with them. Labels within tolerance stay as
 * they are, bit for bit.
 * @throws `ILDL_DATA_ROWS` for different numbers of rows, `ILDL_DATA_EMPTY` without rows or
 * features, `ILDL_DATA_ONE_LABEL` with fewer than two labels, `ILDL_DATA_NAN` for a value that is not
 * finite, `ILDL_DATA_NEGATIVE` for a negative degree, `ILDL_DATA_LABEL_SUM` for a row of degrees whose sum
 * is more than 1e-4 from 1 (with `normalize`: 0 or not finite) or whose columns do instead, `ILDL_DATA_FORMAT` for a matrix or names
 * that contradict their shape.
 */
export function checkDataset(
  { name, features, labels, labelNames }: UncheckedDataset,
  { normalize = false, maxBytes }: CheckDatasetOptions = {},
): Dataset {
  const fail = (code: DatasetErrorCode, reason: string): never => {
    throw datasetError(code, `Dataset ${name}: ${reason}.`);
  };
  if (features.rows !== labels.rows) {
    const shapes = `features have ${features.rows} rows but labels ${labels.rows}`;
    const turned = transposed(features, labels);
    fail(
      'ILDL_DATA_ROWS',
      turned === undefined
        ? `${shapes}; give both of the same rows`
        : `${shapes}, while the shapes are ${features.rows} × ${features.columns} and ${labels.rows} × ${labels.columns}: ${turned} transposed? Rows must be samples, so give both [samples, columns]`,
    );
  }
  if (features.rows < 1) fail('ILDL_DATA_EMPTY', 'it has no rows; give at least one');
  if (features.columns < 1) fail('ILDL_DATA_EMPTY', 'it has no features; give at least one column');
  if (labels.columns < 2) {
    fail('ILDL_DATA_ONE_LABEL', `it has ${labels.columns} label; a label distribution needs at least two`);
  }
  if (labelNames && labelNames.length !== labels.columns) {
    fail(
      'ILDL_DATA_FORMAT',
      `it has ${labels.columns} labels but ${labelNames.length} label names; give one name a label`,
    );
  }
  for (const [part, matrix] of [
    ['features', features],
    ['labels', labels],
  ] as const) {
    const broken = contradiction(matrix);
    if (broken) fail('ILDL_DATA_FORMAT', `its ${part} are no sound matrix: ${broken}`);
    checkFinite(matrix, `Dataset ${name}`, part);
  }
  const negative = labels.values.findIndex((value) => value < 0);
  if (negative >= 0) {
    const [row, label] = placeOf(labels, negative);
    fail(
      'ILDL_DATA_NEGATIVE',
      `row ${row + 1} has the negative degree ${labels.values[negative]} for label ${label + 1}; degrees must be 0 or more`,
    );
  }

  const { columns, rows } = labels;
  const degrees = denseCopy(labels, name, maxBytes);
  const checked: DenseMatrix = { kind: 'dense', rows, columns, values: degrees };
  let normalizedRows = 0;
  let largestCorrection = 0;
  for (let row = 0; row < rows; row++) {
    const y = degrees.subarray(row * columns, (row + 1) * columns);
    let sum = 0;
    for (const degree of y) sum += degree;
    if (Math.abs(sum - 1) <= tolerance) continue;
    if (normalizedRows === 0 && hasColumnsOfOne(checked)) {
      fail(
        'ILDL_DATA_LABEL_SUM',
        `row ${row + 1} of the labels sums to ${sum} instead of 1, while every column sums to 1: are the labels transposed? Rows must be samples, so give them [samples, labels]`,
      );
    }
    if (!normalize) {
      fail(
        'ILDL_DATA_LABEL_SUM',
        `row ${row + 1} of the labels sums to ${sum} instead of 1; correct it, or divide such rows by their sum with normalize: true`,
      );
    }
    if (sum === 0 || !Number.isFinite(sum)) {
      fail(
        'ILDL_DATA_LABEL_SUM',
        `row ${row + 1} of the labels sums to ${sum}, so it cannot be normalized; correct or remove it`,
      );
    }
    for (let label = 0; label < columns; label++) y[label] = (y[label] as number) / sum;
    normalizedRows++;
    largestCorrection = Math.max(largestCorrection, Math.abs(sum - 1));
  }
  const notes = datasetNotes({ name, labelNames }, features, checked);
  return {
    name,
    features,
    labels: checked,
    ...(labelNames && { labelNames: [...labelNames] }),
    sha256: hashDataset(features, checked),
    ...(normalizedRows > 0 && { normalizedRows, largestCorrection }),
    ...(notes.length > 0 && { notes }),
  };
}

/** Which matrices of different numbers of rows would fit if they were transposed, in words. */
function transposed(features: Matrix, labels: Matrix): string | undefined {
  if (features.rows === 0 || labels.rows === 0) return undefined;
  if (features.columns === labels.rows) return 'are the features';
  if (features.rows === labels.columns) return 'are the labels';
  return features.columns === labels.columns ? 'are both' : undefined;
}

/** What about a matrix contradicts its shape, in words. */
function contradiction(matrix: Matrix): string | undefined {
  const { rows, columns, values } = matrix;
  if (matrix.kind === 'dense') {
    return values.length === rows * columns
      ? undefined
      : `${values.length} values do not make ${rows} × ${columns}`;
  }
  const { rowPointers, columnIndices } = matrix;
  if (rowPointers.length !== rows + 1 || rowPointers[0] !== 0) return 'its row pointers do not fit its rows';
  if (rowPointers[rows] !== values.length || columnIndices.length !== values.length) {
    return 'its row pointers do not fit its values';
  }
  for (let row = 0; row < rows; row++) {
    const end = rowPointers[row + 1] as number;
    const start = rowPointers[row] as number;
    if (start > end || end > values.length) return `its row pointers do not ascend at row ${row + 1}`;
    for (let p = start, last = -1; p < end; p++) {
      const column = columnIndices[p] as number;
      if (column <= last || column >= columns)
        return `row ${row + 1} has its columns out of order or out of range`;
      last = column;
    }
  }
  return undefined;
}

/** A float64 copy of all values, row-major. */
function denseCopy(matrix: Matrix, name: string, maxBytes: number | undefined): Float64Array {
  const { rows, columns } = matrix;
  budget(`Dataset ${name}`, maxBytes).spend(rows * columns * 8, 'the label matrix');
  if (matrix.kind === 'dense') return new Float64Array(matrix.values);
  const out = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const end = matrix.rowPointers[row + 1] as number;
    for (let p = matrix.rowPointers[row] as number; p < end; p++) {
      out[row * columns + (matrix.columnIndices[p] as number)] = matrix.values[p] as number;
    }
  }
  return out;
}
