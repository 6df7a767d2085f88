import type { Manifest, SamplingValues } from '@ildl/datasets';
import type { Options } from '@ildl/interface';
import type { CellConfig } from './result.js';

/** Where a method comes from: the export of a module that is a `MethodDefinition` with this id. */
export interface MethodSource {
  readonly id: string;
  /** What `import()` takes: a package, or the URL of a file. */
  readonly module: string;
  /** Of the package, or a hash of the file: results of another version are not taken up. */
  readonly version: string;
  /** All options of the method. */
  readonly options: Options;
  /** Options that tuning leaves as they are. */
  readonly fixed?: readonly string[];
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

/** What to run: every method on every fold of every dataset with every seed. */
export interface Plan {
  readonly methods: readonly MethodSource[];
  readonly datasets: readonly DatasetSource[];
  readonly protocol: CellConfig['protocol'];
  readonly validation: CellConfig['validation'];
  readonly folds: number;
  readonly seeds: readonly number[];
  /** How many option sets every cell tries at most, the same number for every method; without it none is tuned. */
  readonly tune?: number;
}

/** One cell of a plan. */
export interface PlannedCell {
  readonly config: CellConfig;
  readonly method: MethodSource;
  readonly dataset: DatasetSource;
}
