import type { DenseMatrix } from '@ildl/interface';
import { budget } from './budget.js';
import type { DatasetErrorCode } from './dataset-error.js';
import { npyMatrix } from './read-npy.js';
import type { ReadVariablesOptions, Variables } from './read-options.js';
import { shorten } from './shorten.js';
import { zipEntries } from './zip-entries.js';

/**
 * Reads arrays from a NumPy archive (`numpy.savez`, `numpy.savez_compressed`); a variable is an entry without
 * its `.npy`; of entries of one name the last counts. See `readNpy` for what an array may be.
 * @throws for damaged archives, and arrays that are no matrix of real
 * numbers. A variable that is not there is no error here.
 */
export function readNpz(
  bytes: Uint8Array,
  { file = 'the file', names, maxBytes }: ReadVariablesOptions = {},
): Variables<DenseMatrix> {
  const spending = budget(file, maxBytes);
  const matrices = new Map<string, DenseMatrix>();
  const contents = new Map<string, string>();
  for (const entry of zipEntries(bytes, file).values()) {
    // macOS puts companion files `._…` without data into its archives.
    if (!entry.name.endsWith('.npy') || /(^|\/)\._/.test(entry.name)) continue;
    const name = entry.name.slice(0, -'.npy'.length);
    contents.set(name, `${entry.size} bytes`);
    if (names && !names.includes(name)) continue;
    const content = entry.read(spending);
    try {
      matrices.set(name, npyMatrix(content, `${file}, the entry \`${shorten(entry.name)}\``, spending));
    } catch (error) {
      // Asked for everything, an array of another kind is only listed.
      if (names || (error as Error & { code?: DatasetErrorCode }).code !== 'ILDL_DATA_UNSUPPORTED')
        throw error;
    }
  }
  return { matrices, contents };
}
