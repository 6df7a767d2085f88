import type { Manifest, SamplingValues } from '@ildl/datasets';
import type { Options, Search } from '@ildl/interface';
import type { Regime } from './regime.js';
import type { CellConfig } from './result.js';

/** Where a method comes from: the export of a module that is a `MethodDefinition` with this id. */
export interface MethodSource {
  readonly id: string;
  /** What `import()` takes: a package, or the URL of a file. */
  readonly module: string;
  /** Of its code, see `identityOf`: results of other code are not taken up. */
  readonly identity: string;
  /** All options of the method. */
  readonly options: Options;
  /** The values that tuning tries; without, nothing is searched. */
  readonly search?: Search;
  /** Why the module could not be loaded: its cells fail with this reason. */
  readonly fault?: string;
}

/** Where a dataset comes from. */
export interface DatasetSource {
  readonly name: string;
  /** A file and what is known of it, or `artificial` for the generated one. */
  readonly from: { readonly path: string; readonly manifest?: Manifest } | 'artificial';
  /** Divides rows of labels that do not add up to 1 by their sum. */
  readonly normalize?: boolean;
  /** [a, b, c, d] of the imbalance sampling protocol. */
  readonly sampling?: SamplingValues;
}

/** A dataset of a plan, with what its file held when the plan was made. */
export interface PlannedDataset {
  readonly source: DatasetSource;
  readonly content: Pick<CellConfig['dataset'], 'sha256' | 'rows' | 'features' | 'labels'>;
}

/** What to run: every method on every fold of every dataset with every seed. Plain JSON. */
export interface Plan {
  readonly methods: readonly MethodSource[];
  readonly datasets: readonly PlannedDataset[];
  readonly regime: Regime;
  readonly folds: number;
  readonly seeds: readonly number[];
  readonly engine: CellConfig['engine'];
  /** How many option sets every cell tries at most, the same number for every method; without it none is tuned. */
  readonly tune?: number;
}

/** One cell of a plan. */
export interface PlannedCell {
  readonly config: CellConfig;
  readonly method: MethodSource;
  readonly dataset: DatasetSource;
}

/**
 * The cells of a plan, in the order in which they run: fold 0 of everything first, so that soon the time that all will
 * take is known and every method was tried; then dataset by dataset.
 */
export const cellsOf = ({ methods, datasets, regime, folds, seeds, engine, tune }: Plan): PlannedCell[] => {
  const cells = datasets.flatMap(({ source, content }) =>
    methods.flatMap((method) =>
      seeds.flatMap((seed) =>
        Array.from({ length: folds }, (_, fold): PlannedCell => {
          const { id, options, identity, search = {} } = method;
          const { name, sampling } = source;
          const dataset = {
            name,
            ...content,
            ...(regime.protocol === 'sampled' && sampling ? { sampling } : {}),
          };
          return {
            config: {
              method: { id, options, identity },
              dataset,
              regime,
              folds,
              fold,
              seed,
              engine,
              ...(tune === undefined ? {} : { tune: { budget: tune, search } }),
            },
            method,
            dataset: source,
          };
        }),
      ),
    ),
  );
  const isFirst = ({ config: { fold, seed } }: PlannedCell) => fold === 0 && seed === seeds[0];
  return [...cells.filter(isFirst), ...cells.filter((cell) => !isFirst(cell))];
};
