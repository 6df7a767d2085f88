import type { Matrix } from '@ildl/interface';
import { datasetError } from './dataset-error.js';
import { placeOf } from './place-of.js';

/**
 * @param where what the message begins with
 * @param part what it calls the matrix
 * @throws `ILDL_DATA_NAN` naming the first value that is not finite.
 */
export function checkFinite(matrix: Matrix, where: string, part: string): void {
  const { values } = matrix;
  let p = 0;
  while (p < values.length && Number.isFinite(values[p])) p++;
  if (p === values.length) return;
  const [row, column] = placeOf(matrix, p);
  throw datasetError(
    'ILDL_DATA_NAN',
    `${where}: row ${row + 1} of the ${part}, column ${column + 1}, is ${values[p]}; replace it by a finite number or remove the row.`,
  );
}
