import type { Manifest } from '../manifest.js';
import { parseManifest } from '../parse-manifest.js';
import { readFile } from './read-file.js';

/**
 * Reads a manifest file (JSON, at most 1 MiB) of a dataset of one's own.
 * @throws what `parseManifest` and `readFile` throw
 */
export const readManifest = async (path: string): Promise<Manifest> =>
  parseManifest((await readFile(path, 2 ** 20)).toString('utf8'), path);
