import { dirname } from 'node:path';
import type { DatasetSource } from '@ildl/benchmark';
import { type Manifest, manifests, type SamplingValues } from '@ildl/datasets';
import { findDataset, readManifest } from '@ildl/datasets/node';
import { didYouMean, usageError } from './usage-error.js';

export interface DatasetArguments {
  /** `artificial`, or `name=path`. By default the datasets of the manifests, or else `artificial`. */
  readonly dataset?: readonly string[];
  /** Paths of manifests of the user's own datasets. */
  readonly manifest?: readonly string[];
  readonly sampling?: SamplingValues;
  readonly normalize?: boolean;
}

/** The datasets of manifests whose files lie in the folders of the manifests, as `name=path`. */
const beside = (manifests: readonly Manifest[], paths: readonly string[]): Promise<string[]> =>
  Promise.all(
    manifests.map(async (manifest, i) => {
      const path = await findDataset(manifest, dirname(paths[i] as string)).catch(
        (error: { code?: string }) => {
          if (error.code !== 'ILDL_DATA_NOT_FOUND') throw error;
          throw usageError(
            `The file ${manifest.files[0] ?? ''} of ${manifest.id} is not beside ${paths[i]}; give --dataset ${manifest.id}=path/to/${manifest.files[0] ?? 'file.mat'}.`,
          );
        },
      );
      return `${manifest.id}=${path}`;
    }),
  );

/**
 * The datasets of a command line. Sampling values come from `--sampling`, else from the manifest of the name.
 * @throws `ILDL_USAGE` for a name without a path, and a name given twice
 */
export const parseDatasets = async ({
  dataset,
  manifest = [],
  sampling,
  normalize = false,
}: DatasetArguments): Promise<DatasetSource[]> => {
  const own = await Promise.all(manifest.map((path) => readManifest(path)));
  const known: Manifest[] = [...manifests.values(), ...own];
  const names = known.map(({ id }) => id);
  const given = dataset ?? (own.length > 0 ? await beside(own, manifest) : ['artificial']);
  const sources = given.map((text): DatasetSource => {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    const path = at < 0 ? '' : text.slice(at + 1);
    const about = known.findLast(({ id }) => id === name);
    if (path === '' && name !== 'artificial') {
      const hint = about ? `${name}=path/to/${about.files[0] ?? 'file.mat'}` : `${name}=path/to/file.mat`;
      const nearest = about ? '' : didYouMean(name, names);
      throw usageError(`The dataset ${name} needs its file: --dataset ${hint}.${nearest}`);
    }
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
      throw usageError(
        `The dataset name "${name}" may hold letters, digits, dots, hyphens and underscores only.`,
      );
    const values = sampling ?? (about?.sampling as SamplingValues | undefined);
    return {
      name,
      from: path === '' ? 'artificial' : { path, ...(about ? { manifest: about } : {}) },
      normalize,
      ...(values ? { sampling: values } : {}),
    };
  });
  const twice = sources.find(({ name }, i) => sources.findIndex((other) => other.name === name) !== i);
  if (twice)
    throw usageError(`The dataset ${twice.name} is given twice; results are told apart by their names.`);
  return sources;
};
