import type { IldlError } from '@ildl/interface';
import { ildlError } from '@ildl/internal';
import { printable } from './printable.js';

/** The codes of the errors that this package throws: what is wrong with a file, a dataset or an argument. */
export type DatasetErrorCode =
  /** No such file. */
  | 'ILDL_DATA_NOT_FOUND'
  /** A directory, or a file that may not be read. */
  | 'ILDL_DATA_UNREADABLE'
  /** The file ends before what it announces. */
  | 'ILDL_DATA_TRUNCATED'
  /** The file contradicts its format or itself. */
  | 'ILDL_DATA_FORMAT'
  /** A sound file of a kind that is not read. */
  | 'ILDL_DATA_UNSUPPORTED'
  /** More memory needed than `maxBytes`. */
  | 'ILDL_DATA_LIMIT'
  /** No variable or column of that name. */
  | 'ILDL_DATA_VARIABLE'
  /** No rows or no features. */
  | 'ILDL_DATA_EMPTY'
  /** Features and labels have different numbers of rows. */
  | 'ILDL_DATA_ROWS'
  /** Fewer than two labels. */
  | 'ILDL_DATA_ONE_LABEL'
  /** A value that is not a finite number. */
  | 'ILDL_DATA_NAN'
  /** A negative description degree. */
  | 'ILDL_DATA_NEGATIVE'
  /** A row of labels that does not sum to 1. */
  | 'ILDL_DATA_LABEL_SUM'
  /** Fewer rows than folds. */
  | 'ILDL_DATA_FOLDS'
  /** A manifest that does not fit the schema. */
  | 'ILDL_DATA_MANIFEST'
  /** An argument out of range. */
  | 'ILDL_DATA_OPTION';

/**
 * `ildlError` with a code of this package; the message names the file, the place, the value and the fix. What a file or a
 * path brings into it is made printable.
 */
export const datasetError = (code: DatasetErrorCode, message: string, options?: ErrorOptions): IldlError =>
  ildlError(code, printable(message), options);
