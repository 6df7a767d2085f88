import type { Options } from '@ildl/interface';
import type { Publication } from '@ildl/report';
import { amema2026 } from './publications/amema-2026.js';
import { didYouMean, usageError } from './usage-error.js';

/** A comparison of methods that is worth repeating. */
export interface Preset {
  readonly id: string;
  /** One line. */
  readonly summary: string;
  /** Ids of built-in methods, in the order of the tables. */
  readonly methods: readonly string[];
  /** Ids of manifests of `@ildl/datasets`, in the order of the tables. */
  readonly datasets: readonly string[];
  /** The method that the others are compared to. */
  readonly reference: string;
  /** The paper behind it: order, display names, published scores. */
  readonly publication: Publication;
  /** The parts of the reference that the ablation leaves out, alone and together, and the options that do so. */
  readonly parts: Readonly<Record<string, Options>>;
}

const all: readonly Preset[] = [
  {
    id: 'paper',
    summary: 'the tables of the AMEMA paper: imbalance sampling, six datasets, the ablation of its Table 3',
    methods: [
      ...['amema', 'rda', 'dildl', 'ofr-cb', 'ofr-db', 'ofr-fl'],
      ...['sa-bfgs', 'edl-lrl', 'ldlsf', 'ldl-lclr', 'adam-ldl-scl', 'ldl-ldm', 'ldl-hr'],
      ...['aa-knn', 'aa-bp', 'pt-bayes', 'pt-svm'],
      // What a method has to beat to have learned something, and simple ones that no paper compares with.
      ...['uniform', 'mean', 'maxent', 'mlp'],
    ],
    datasets: ['movie', 'scut-fbp', 'emotion6', 'flickr-ldl', 'raf-ml', 'natural-scene'],
    reference: 'amema',
    publication: amema2026,
    parts: { WEIG: { weighting: 'equal' }, MOME: { momentum: 'fixed' } },
  },
];

/** The comparisons of `ildl compare`, by id. */
const presets: ReadonlyMap<string, Preset> = new Map(all.map((preset) => [preset.id, preset]));

/** @throws `ILDL_USAGE` for a name that is no preset */
export const presetNamed = (name: string): Preset => {
  const preset = presets.get(name);
  if (preset === undefined)
    throw usageError(`There is no preset "${name}".${didYouMean(name, [...presets.keys()])}`);
  return preset;
};

/** The reference with parts left out: every choice of at least one part, with its name and its options. */
export const ablationsOf = ({
  reference,
  parts,
}: Pick<Preset, 'reference' | 'parts'>): readonly { readonly name: string; readonly options: Options }[] =>
  Object.entries(parts)
    .reduce<(readonly (readonly [string, Options])[])[]>(
      (choices, part) => choices.concat(choices.map((choice) => [...choice, part])),
      [[]],
    )
    .filter(({ length }) => length > 0)
    .map((choice) => ({
      name: `${reference} without ${choice.map(([part]) => part).join(' and ')}`,
      options: Object.assign({}, ...choice.map(([, options]) => options)) as Options,
    }));
