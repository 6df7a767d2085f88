import type { Matrix } from '@ildl/interface';
import { datasetError } from './dataset-error.js';
import type { Variables } from './read-options.js';
import { shorten } from './shorten.js';

/**
 * The variable `name` of a file that was asked for it.
 * @param option what names the variable, in words
 * @throws `ILDL_DATA_VARIABLE` where it is not there, listing what is.
 */
export function variableOf(
  { matrices, contents }: Variables<Matrix>,
  name: string,
  path: string,
  option: string,
): Matrix {
  const matrix = matrices.get(name);
  if (matrix) return matrix;
  const all = [...contents].slice(0, 20).map(([other, what]) => `\`${shorten(other)}\` (${what})`);
  const held = all.length > 0 ? `it holds ${all.join(', ')}` : 'it holds no variables';
  const raw = contents.has('raw_data')
    ? '; raw_data are values that have not been made into label distributions: compute labels from them that are not negative and sum to 1'
    : '';
  throw datasetError(
    'ILDL_DATA_VARIABLE',
    `${path} has no variable \`${shorten(name)}\`; ${held}${raw}; name the right one with ${option}.`,
  );
}
