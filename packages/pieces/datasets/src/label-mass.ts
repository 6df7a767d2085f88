import type { DenseMatrix } from '@ildl/interface';
import { checkIndices } from './check-indices.js';

/**
 * Column sums of description degrees over the given rows, one a label; without `rows`, over all. They add up
 * to the number of rows.
 * @throws `ILDL_DATA_OPTION` where an index is not a row.
 */
export function labelMass(labels: DenseMatrix, rows?: ArrayLike<number>): Float64Array {
  if (rows) checkIndices(rows, labels.rows);
  const { columns, values } = labels;
  const mass = new Float64Array(columns);
  const count = rows ? rows.length : labels.rows;
  for (let k = 0; k < count; k++) {
    const start = (rows ? (rows[k] as number) : k) * columns;
    for (let label = 0; label < columns; label++) {
      mass[label] = (mass[label] as number) + (values[start + label] as number);
    }
  }
  return mass;
}
