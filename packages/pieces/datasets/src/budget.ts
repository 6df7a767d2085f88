import { datasetError } from './dataset-error.js';

/** Bytes that may still be allocated. */
export interface Budget {
  /** Counts an allocation before it is made. */
  readonly spend: (bytes: number, purpose: string) => void;
}

/** 2 GiB. */
export const defaultMaxBytes = 2 ** 31;

/** @throws `ILDL_DATA_LIMIT` from `spend` where the sum passes `maxBytes`. */
export function budget(file: string, maxBytes = defaultMaxBytes): Budget {
  if (!(maxBytes > 0)) {
    throw datasetError('ILDL_DATA_OPTION', `maxBytes is ${maxBytes}: give a positive number of bytes.`);
  }
  let left = maxBytes;
  return {
    spend(bytes, purpose) {
      if (!(bytes <= left)) {
        throw datasetError(
          'ILDL_DATA_LIMIT',
          `${file}: ${purpose} needs ${bytes} bytes, more than is left of the limit of ${maxBytes} bytes; raise maxBytes if the file is sound.`,
        );
      }
      left -= bytes;
    },
  };
}
