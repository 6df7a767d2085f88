import type { DatasetSource } from '@ildl/benchmark';
import { type Manifest, manifests, type SamplingValues } from '@ildl/datasets';
import { readManifest } from '@ildl/datasets/node';
import { didYouMean, usageError } from './usage-error.js';

export interface DatasetArguments {
  /** `artificial` (the default), or `name=path`. */
  readonly dataset?: readonly string[];
  /** Paths of manifests of the user's own datasets. */
  readonly manifest?: readonly string[];
  readonly sampling?: SamplingValues;
  readonly normalize?: boolean;
}

/**
 * The datasets of a command line. Sampling values come from `--sampling`, else from the manifest of the name.
 * @throws `ILDL_USAGE` for a name without a path, and a name given twice
 */
export const parseDatasets = async ({
  dataset = ['artificial'],
  manifest = [],
  sampling,
  normalize = false,
}: DatasetArguments): Promise<DatasetSource[]> => {
  const known: Manifest[] = [
    ...manifests.values(),
    ...(await Promise.all(manifest.map((path) => readManifest(path)))),
  ];
  const names = known.map(({ id }) => id);
  const sources = dataset.map((text): DatasetSource => {
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
