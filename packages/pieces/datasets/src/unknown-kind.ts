import { DatasetError } from './dataset-error.js';

/** The error for a file whose extension no reader has. */
export const unknownKind = (path: string): DatasetError =>
  new DatasetError(
    'ILDL_DATA_UNSUPPORTED',
    `${path} is of no kind that is read; save it as .mat (version 7 or below), .npz, .npy or .csv.`,
  );
