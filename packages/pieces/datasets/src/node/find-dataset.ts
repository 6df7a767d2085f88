import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { datasetError } from '../dataset-error.js';
import type { Manifest } from '../manifest.js';

/**
 * The path of the manifest's file in a folder: one of its `files`, else a .mat, .npz or .csv file of such a
 * name whatever its case, hyphens and underscores.
 * @throws `ILDL_DATA_NOT_FOUND` where there is none, saying where to get it;
 * `ILDL_DATA_UNREADABLE` where the folder cannot be listed.
 */
export async function findDataset(
  { id, name, files, source, address }: Manifest,
  folder: string,
): Promise<string> {
  let present: string[];
  try {
    // Names with a dot in front are hidden; macOS writes companion files `._Movie.mat` without data.
    present = (await readdir(folder)).filter((file) => !file.startsWith('.')).sort();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw datasetError(
      code === 'ENOENT' ? 'ILDL_DATA_NOT_FOUND' : 'ILDL_DATA_UNREADABLE',
      `The folder ${folder} cannot be listed (${code}); check the path.`,
      { cause },
    );
  }
  const plain = (file: string) =>
    file
      .slice(0, file.length - extname(file).length)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '');
  const stems = [...files.map(plain), plain(`${id}.mat`)];
  const found =
    files.find((file) => present.includes(file)) ??
    present.find((file) => /\.(mat|npz|csv)$/i.test(file) && stems.includes(plain(file)));
  if (found === undefined) {
    const where = [source, address && `See ${address}.`].filter(Boolean).join(' ');
    throw datasetError(
      'ILDL_DATA_NOT_FOUND',
      `${folder} has no file of ${name ?? id}, such as ${files.join(' or ') || `${id}.mat`}; put it there. ${where}`.trim(),
    );
  }
  return join(folder, found);
}
