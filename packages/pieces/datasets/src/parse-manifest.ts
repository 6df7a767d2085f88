import { DatasetError } from './dataset-error.js';
import { checkManifest, type Manifest } from './manifest.js';

const refused = ['__proto__', 'constructor', 'prototype'];

/**
 * Parses the manifest (JSON) of a dataset of one's own.
 * @param path how error messages call it
 * @throws {DatasetError} `ILDL_DATA_MANIFEST` for what is no JSON, has an unknown key, one of the keys
 * `__proto__`, `constructor` and `prototype`, or a value that does not fit.
 */
export function parseManifest(text: string, path = 'The manifest'): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text, (key, child) => {
      if (refused.includes(key)) {
        throw new DatasetError(
          'ILDL_DATA_MANIFEST',
          `${path}: the key \`${key}\` is not allowed; remove it.`,
        );
      }
      return child;
    });
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError(
      'ILDL_DATA_MANIFEST',
      `${path} is no JSON (${(cause as Error).message}); correct it.`,
      {
        cause,
      },
    );
  }
  return checkManifest(value, path);
}
