import { createHash } from 'node:crypto';
import type { CellConfig } from './result.js';

/** The same value with the keys of every object in alphabetical order, so that equal values give equal text. */
const ordered = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(ordered)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, child]) => [key, ordered(child)]),
        )
      : value;

/** sha256 (hex) of the text of a value; the order of its keys does not matter. */
export const sha256Of = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(ordered(value)))
    .digest('hex');

const known = new WeakMap<CellConfig, string>();

/** The name of the result of a cell. */
export const cellId = (config: CellConfig): string => {
  const id = known.get(config) ?? sha256Of(config);
  known.set(config, id);
  return id;
};
