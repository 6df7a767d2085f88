import { datasetError } from './dataset-error.js';
import { checkManifest, type Manifest } from './manifest.js';
import { shorten } from './shorten.js';

const refused = ['__proto__', 'constructor', 'prototype'];

/**
 * Parses the manifest (JSON) of a dataset of one's own.
 * @param path how error messages call it
 * @throws `ILDL_DATA_MANIFEST` for what is no JSON, has an unknown key, one of the keys
 * `__proto__`, `constructor` and `prototype`, or a value that does not fit.
 */
export function parseManifest(text: string, path = 'The manifest'): Manifest {
  let value: unknown;
  let refusedKey: string | undefined;
  try {
    value = JSON.parse(text, (key, child) => {
      if (refused.includes(key)) refusedKey ??= key;
      return child;
    });
  } catch (cause) {
    throw datasetError(
      'ILDL_DATA_MANIFEST',
      `${path} is no JSON (${shorten((cause as Error).message, 120)}); correct it.`,
      { cause },
    );
  }
  if (refusedKey !== undefined) {
    throw datasetError('ILDL_DATA_MANIFEST', `${path}: the key \`${refusedKey}\` is not allowed; remove it.`);
  }
  return checkManifest(value, path);
}
