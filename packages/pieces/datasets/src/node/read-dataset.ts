import { dirname, resolve } from 'node:path';
import type { Dataset } from '../dataset.js';
import { extensionOf, type FileBytes } from '../file-name.js';
import { parseDataset, type ReadDatasetOptions, readSettings } from '../parse-dataset.js';
import { readFile } from './read-file.js';

/**
 * Reads and checks a dataset from a .mat (MATLAB 5), .npz, .npy or .csv file; the option `labels` of a .npy file is the
 * path of another, relative to the folder of the first.
 * @throws what `parseDataset` and `readFile` throw
 */
export async function readDataset(path: string, options: ReadDatasetOptions = {}): Promise<Dataset> {
  const { labels, maxBytes } = readSettings(options);
  const open = async (name: string): Promise<FileBytes> => ({ name, bytes: await readFile(name, maxBytes) });
  const labelFile =
    extensionOf(path) === '.npy' && typeof labels === 'string'
      ? await open(resolve(dirname(path), labels))
      : undefined;
  return parseDataset(await open(path), options, labelFile);
}
