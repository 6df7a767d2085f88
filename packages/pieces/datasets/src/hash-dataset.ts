import type { Matrix } from '@ildl/interface';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/**
 * sha256 (hex) of features and labels, the same whether a matrix is dense or sparse.
 *
 * The bytes, all little-endian: for features, then labels: rows and columns as uint32; then for each row the
 * number of its non-zero values and their columns as uint32, and the values as float64.
 */
export function hashDataset(features: Matrix, labels: Matrix): string {
  const hash = sha256.create();
  for (const matrix of [features, labels]) {
    const { rows, columns, values } = matrix;
    const row = new Uint8Array(Math.max(8, 4 + 12 * columns));
    const view = new DataView(row.buffer);
    view.setUint32(0, rows, true);
    view.setUint32(4, columns, true);
    hash.update(row.subarray(0, 8));
    const nonZero = new Uint32Array(columns);
    for (let i = 0; i < rows; i++) {
      const start = matrix.kind === 'dense' ? i * columns : (matrix.rowPointers[i] as number);
      const end = matrix.kind === 'dense' ? start + columns : (matrix.rowPointers[i + 1] as number);
      let count = 0;
      for (let p = start; p < end; p++) if (values[p] !== 0) nonZero[count++] = p;
      view.setUint32(0, count, true);
      for (let k = 0; k < count; k++) {
        const p = nonZero[k] as number;
        view.setUint32(
          4 + 4 * k,
          matrix.kind === 'dense' ? p - start : (matrix.columnIndices[p] as number),
          true,
        );
        view.setFloat64(4 + 4 * count + 8 * k, values[p] as number, true);
      }
      hash.update(row.subarray(0, 4 + 12 * count));
    }
  }
  return bytesToHex(hash.digest());
}
