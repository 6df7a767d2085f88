import { readdir } from 'node:fs/promises';
import type { DatasetSource } from '@ildl/benchmark';
import { type Manifest, manifests, type SamplingValues } from '@ildl/datasets';
import { findDataset } from '@ildl/datasets/node';
import { usageError } from './usage-error.js';

/**
 * The datasets of a folder, by the ids of their manifests, and the names of those that it does not hold.
 * @throws `ILDL_USAGE` for a folder that cannot be listed or holds none of them
 */
export const findDatasets = async (
  folder: string,
  ids: readonly string[],
  { normalize = false }: { readonly normalize?: boolean },
): Promise<{ readonly found: readonly DatasetSource[]; readonly missing: readonly string[] }> => {
  await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw usageError(`The folder ${folder} cannot be listed (${error.code}); check --data.`);
  });
  const wanted = ids.map((id) => manifests.get(id) as Manifest);
  const paths = await Promise.all(
    wanted.map((manifest) =>
      findDataset(manifest, folder).catch((error: { code?: string }) => {
        if (error.code !== 'ILDL_DATA_NOT_FOUND') throw error;
        return undefined;
      }),
    ),
  );
  if (paths.every((path) => path === undefined))
    throw usageError(
      `${folder} holds none of the datasets ${ids.join(', ')}; put a file such as ${wanted[0]?.files[0]} there, \`ildl list datasets\` shows their names.`,
    );
  return {
    found: wanted.flatMap((manifest, i): DatasetSource[] => {
      const path = paths[i];
      if (path === undefined) return [];
      const sampling = manifest.sampling as SamplingValues | undefined;
      return [{ name: manifest.id, from: { path, manifest }, normalize, ...(sampling ? { sampling } : {}) }];
    }),
    missing: wanted.filter((_, i) => paths[i] === undefined).map(({ name, id }) => name ?? id),
  };
};
