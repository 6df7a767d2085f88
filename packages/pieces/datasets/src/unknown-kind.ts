import type { IldlError } from '@ildl/interface';
import { datasetError } from './dataset-error.js';

/** The error for a file whose extension no reader has. */
export const unknownKind = (path: string): IldlError =>
  datasetError(
    'ILDL_DATA_UNSUPPORTED',
    `${path} is of no kind that is read; save it as .mat (version 7 or below), .npz, .npy or .csv.`,
  );
