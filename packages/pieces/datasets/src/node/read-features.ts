import type { Matrix } from '@ildl/interface';
import { parseFeatures, type ReadFeaturesOptions } from '../parse-features.js';
import { readFile } from './read-file.js';

/**
 * Reads features without labels [rows, features], such as rows to predict, from a .mat, .npz, .npy or .csv file.
 * @throws what `parseFeatures` and `readFile` throw
 */
export const readFeatures = async (path: string, options: ReadFeaturesOptions = {}): Promise<Matrix> =>
  parseFeatures({ name: path, bytes: await readFile(path, options.maxBytes) }, options);
