import type { Matrix } from '@ildl/interface';
import { checkDataset, type UncheckedDataset } from './check-dataset.js';
import type { Dataset } from './dataset.js';
import { datasetError } from './dataset-error.js';
import { defined } from './defined.js';
import { extensionOf, type FileBytes, stemOf } from './file-name.js';
import type { Manifest } from './manifest.js';
import { printable } from './printable.js';
import { readCsv } from './read-csv.js';
import { readMat } from './read-mat.js';
import { readNpy } from './read-npy.js';
import { readNpz } from './read-npz.js';
import type { Variables } from './read-options.js';
import { shapeNote } from './shape-note.js';
import { unknownKind } from './sniff.js';
import { variableOf } from './variable-of.js';

export interface ReadDatasetOptions {
  /** Default: the manifest's id, else the file name without its extension. */
  readonly name?: string;
  /** The variable of the features (.mat, .npz). Default `features`. */
  readonly features?: string;
  /**
   * Where the labels are. In .mat and .npz a variable, default `labels`; in .csv the names of their columns or how
   * many of the last ones, default those that begin with `label:`; for .npy another file, which `readDataset` of
   * `@ildl/datasets/node` reads from the folder of the features.
   */
  readonly labels?: string | number | readonly string[];
  /** Names of the labels, in column order. Default: the manifest's, else those of a .csv header. */
  readonly labelNames?: readonly string[];
  /** Divide rows of labels that do not sum to 1 by their sum. Default false. */
  readonly normalize?: boolean;
  /** Whether a .csv has a header row. Default: see `readCsv`. */
  readonly header?: boolean;
  /** Between the cells of a .csv. Default `,`. */
  readonly delimiter?: string;
  /** Most bytes that the file may have, and that reading may allocate beside it. Default 2 GiB. */
  readonly maxBytes?: number;
  /** What is known of the dataset; its `read` gives the defaults of the options of the same names. */
  readonly manifest?: Manifest;
}

type Parts = Omit<UncheckedDataset, 'name'> & { readonly notes?: readonly string[] };

/**
 * Parses and checks a dataset: a .mat (MATLAB 5), .npz, .npy or .csv file, told by the extension of its name.
 * @param labels the file of the labels, where the features are a .npy file
 * @throws what the readers and `checkDataset` throw; `ILDL_DATA_VARIABLE` where features or labels are not in the file,
 * `ILDL_DATA_UNSUPPORTED` for another extension, `ILDL_DATA_OPTION` for an option that does not fit the format.
 */
export function parseDataset(file: FileBytes, options: ReadDatasetOptions = {}, labels?: FileBytes): Dataset {
  const { manifest } = options;
  const settings = readSettings(options);
  const labelNames = options.labelNames ?? manifest?.labelNames;
  const { notes: readerNotes = [], ...parts } = parseParts(file, settings, labels);
  const dataset = checkDataset(
    {
      name: options.name ?? manifest?.id ?? stemOf(file.name),
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
  const notes = [...readerNotes, ...(dataset.notes ?? [])];
  return { ...dataset, ...(notes.length > 0 && { notes }), ...(note && { shapeNote: printable(note) }) };
}

/** The options over those that the manifest has in `read`. */
export const readSettings = (options: ReadDatasetOptions): ReadDatasetOptions => ({
  ...defined(options.manifest?.read ?? {}),
  ...defined(options),
});

function parseParts(
  { name: file, bytes }: FileBytes,
  { features, labels, header, delimiter, maxBytes }: ReadDatasetOptions,
  labelFile: FileBytes | undefined,
): Parts {
  const limits = { file, ...defined({ maxBytes }) };
  const wrongLabels = (expected: string) =>
    datasetError(
      'ILDL_DATA_OPTION',
      `${file}: the option labels is ${JSON.stringify(labels)}; give ${expected}.`,
    );

  switch (extensionOf(file)) {
    case '.mat':
    case '.npz': {
      if (labels !== undefined && typeof labels !== 'string') throw wrongLabels('the name of a variable');
      const names = [features ?? 'features', labels ?? 'labels'] as const;
      const read = extensionOf(file) === '.mat' ? readMat : readNpz;
      const variables: Variables<Matrix> = read(bytes, { ...limits, names });
      return {
        features: variableOf(variables, names[0], file, 'the options features and labels'),
        labels: variableOf(variables, names[1], file, 'the options features and labels'),
      };
    }
    case '.npy': {
      if (!labelFile)
        throw wrongLabels("the file of the labels, such as labels: 'Y.npy' beside the features");
      return {
        features: readNpy(bytes, limits),
        labels: readNpy(labelFile.bytes, { ...limits, file: labelFile.name }),
      };
    }
    case '.csv': {
      if (typeof labels === 'string')
        throw wrongLabels('the names of the label columns in a list, or their number');
      const table = readCsv(bytes, { ...limits, ...defined({ labels, header, delimiter }) });
      return {
        features: table.features,
        labels: table.labels,
        notes: table.notes,
        ...(table.labelNames && { labelNames: table.labelNames }),
      };
    }
    default:
      throw unknownKind({ name: file, bytes });
  }
}
