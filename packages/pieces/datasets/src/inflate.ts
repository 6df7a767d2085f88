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
  {
    raw,
    size,
    file,
    what,
    budget,
  }: { raw: boolean; size: number; file: string; what: string; budget: Budget },
): Buffer {
  budget.spend(size, what);
  let out: Buffer;
  try {
    out = (raw ? inflateRawSync : inflateSync)(data, { maxOutputLength: Math.max(size, 1) });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason =
      code === 'Z_BUF_ERROR'
        ? 'is cut off'
        : code === 'ERR_BUFFER_TOO_LARGE'
          ? `inflates to more than the announced ${size} bytes`
          : 'is damaged';
    throw new DatasetError(
      code === 'Z_BUF_ERROR' ? 'ILDL_DATA_TRUNCATED' : 'ILDL_DATA_FORMAT',
      `${file}: ${what} holds compressed data that ${reason}; get the file again.`,
      { cause },
    );
  }
  if (out.length !== size) {
    throw new DatasetError(
      'ILDL_DATA_TRUNCATED',
      `${file}: ${what} holds compressed data that inflates to ${out.length} bytes instead of the announced ${size}; get the file again.`,
    );
  }
  return out;
}
