import { inflateRawSync, inflateSync } from 'node:zlib';
import type { Budget } from './budget.js';
import { DatasetError } from './dataset-error.js';

/**
 * Inflates data that announces its inflated size, and never makes more than that.
 * @throws {DatasetError} `ILDL_DATA_LIMIT` where the announced size passes the budget,
 * `ILDL_DATA_TRUNCATED` or `ILDL_DATA_FORMAT` where the data is short, damaged or of another size.
 */
export function inflate(
  data: Uint8Array,
  { raw, size, what, budget }: { raw: boolean; size: number; what: string; budget: Budget },
): Buffer {
  budget.spend(size, what);
  let out: Buffer;
  try {
    out = (raw ? inflateRawSync : inflateSync)(data, { maxOutputLength: Math.max(size, 1) });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'Z_BUF_ERROR') {
      throw new DatasetError(
        'ILDL_DATA_TRUNCATED',
        `${what}: the compressed data is cut off; get the file again.`,
        {
          cause,
        },
      );
    }
    const reason =
      code === 'ERR_BUFFER_TOO_LARGE' ? `inflates to more than the announced ${size} bytes` : 'is damaged';
    throw new DatasetError(
      'ILDL_DATA_FORMAT',
      `${what}: the compressed data ${reason}; get the file again.`,
      {
        cause,
      },
    );
  }
  if (out.length !== size) {
    throw new DatasetError(
      'ILDL_DATA_TRUNCATED',
      `${what}: the compressed data inflates to ${out.length} bytes instead of the announced ${size}; get the file again.`,
    );
  }
  return out;
}
