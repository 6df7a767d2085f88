import { basename, dirname, extname, resolve } from 'node:path';
import type { Matrix } from '@ildl/interface';
import { checkDataset, type UncheckedDataset } from './check-dataset.js';
import type { Dataset } from './dataset.js';
import { DatasetError } from './dataset-error.js';
import type { Manifest } from './manifest.js';
import { readCsv } from './read-csv.js';
import { readFile } from './read-file.js';
import { readMat } from './read-mat.js';
import { readNpy } from './read-npy.js';
import { readNpz } from './read-npz.js';
import type { Variables } from './read-options.js';
import { shapeNote } from './shape-note.js';
import { unknownKind } from './unknown-kind.js';
import { variableOf } from './variable-of.js';

export interface ReadDatasetOptions {
  /** Default: the manifest's id, else the file name without its extension. */
  readonly name?: string;
  /** The variable of the features (.mat, .npz). Default `features`. */
  readonly features?: string;
  /**
   * Where the labels are. In .mat and .npz a variable, default `labels`; for .npy another file, relative to
   * the folder of the features file; in .csv the names of their columns or how many of the last ones,
   * default those that begin with `label:`.
   */
  readonly labels?: string | number | readonly string[];
  /** Names of the labels, in column order. Default: the manifest's, else those of a .csv header. */
  readonly labelNames?: readonly string[];
  /** Divide rows of labels that do not sum to 1 by their sum. Default false. */
  readonly normalize?: boolean;
  /** Whether a .csv has a header row. Default: it does where a cell of the first row is no number. */
  readonly header?: boolean;
  /** Between the cells of a .csv. Default `,`. */
  readonly delimiter?: string;
  /** Most bytes that the file may have, and that reading may allocate beside it. Default 2 GiB. */
  readonly maxBytes?: number;
  /** What is known of the dataset; its `read` gives the defaults of the options of the same names. */
  readonly manifest?: Manifest;
}

type Parts = Omit<UncheckedDataset, 'name'>;

/**
 * Reads and checks a dataset from a .mat (MATLAB 5), .npz, .npy or .csv file.
 * @throws {DatasetError} what the readers and `checkDataset` throw; `ILDL_DATA_NOT_FOUND`,
 * `ILDL_DATA_UNREADABLE` and `ILDL_DATA_EMPTY` for the file, `ILDL_DATA_VARIABLE` where features or labels
 * are not in it, `ILDL_DATA_UNSUPPORTED` for another extension.
 */
export async function readDataset(path: string, options: ReadDatasetOptions = {}): Promise<Dataset> {
  const { manifest } = options;
  const settings: ReadDatasetOptions = { ...defined(manifest?.read ?? {}), ...defined(options) };
  const labelNames = options.labelNames ?? manifest?.labelNames;
  const parts = await readParts(path, settings);
  const dataset = checkDataset(
    {
      name: options.name ?? manifest?.id ?? basename(path, extname(path)),
      ...parts,
      ...(labelNames && { labelNames }),
    },
    defined({ normalize: settings.normalize, maxBytes: settings.maxBytes }),
  );
  const note =
    manifest &&
    shapeNote(manifest, {
      rows: dataset.features.rows,
      features: dataset.features.columns,
      labels: dataset.labels.columns,
    });
  return note ? { ...dataset, shapeNote: note } : dataset;
}

async function readParts(path: string, settings: ReadDatasetOptions): Promise<Parts> {
  const { labels, maxBytes } = settings;
  const limits = { file: path, ...(maxBytes !== undefined && { maxBytes }) };
  const wrongLabels = (expected: string) =>
    new DatasetError(
      'ILDL_DATA_OPTION',
      `${path}: the option labels is ${JSON.stringify(labels)}; give ${expected}.`,
    );

  switch (extname(path).toLowerCase()) {
    case '.mat':
    case '.npz': {
      if (labels !== undefined && typeof labels !== 'string') throw wrongLabels('the name of a variable');
      const names = [settings.features ?? 'features', labels ?? 'labels'] as const;
      const read = path.toLowerCase().endsWith('.mat') ? readMat : readNpz;
      const variables: Variables<Matrix> = read(await readFile(path, maxBytes), { ...limits, names });
      return {
        features: variableOf(variables, names[0], path),
        labels: variableOf(variables, names[1], path),
      };
    }
    case '.npy': {
      if (typeof labels !== 'string') {
        throw wrongLabels("the file of the labels, such as labels: 'Y.npy' beside the features");
      }
      const labelsPath = resolve(dirname(path), labels);
      return {
        features: readNpy(await readFile(path, maxBytes), limits),
        labels: readNpy(await readFile(labelsPath, maxBytes), { ...limits, file: labelsPath }),
      };
    }
    case '.csv': {
      if (typeof labels === 'string')
        throw wrongLabels('the names of the label columns in a list, or their number');
      const { header, delimiter } = settings;
      const table = readCsv(await readFile(path, maxBytes), {
        ...limits,
        ...defined({ labels, header, delimiter }),
      });
      return {
        features: table.features,
        labels: table.labels,
        ...(table.labelNames && { labelNames: table.labelNames }),
      };
    }
    default:
      throw unknownKind(path);
  }
}

/** Without the keys whose value is undefined. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never;
}
