import type { Backend } from '@ildl/backends';
import { type Dataset, kFold } from '@ildl/datasets';
import { ildlError } from '@ildl/internal';
import { loadDataset } from './load-source.js';
import type { DatasetSource, MethodSource, Plan } from './plan.js';
import { type Regime, regimeOf } from './regime.js';

/** What is to be planned. */
export interface PlanRequest extends Pick<Regime, 'protocol' | 'validation'> {
  readonly methods: readonly MethodSource[];
  readonly datasets: readonly DatasetSource[];
  readonly folds: number;
  readonly seeds: readonly number[];
  /** How many option sets every cell tries at most; without it none is tuned. */
  readonly tune?: number;
}

const tuningNote = (budget: number, methods: readonly MethodSource[]): string => {
  const without = methods.flatMap(({ id, search = {} }) => (Object.keys(search).length > 0 ? [] : [id]));
  const rest =
    without.length === 0
      ? ''
      : ` Nothing to search, so their options are kept: ${[...new Set(without)].join(', ')}.`;
  return `Every cell of every method tries ${budget} option ${budget === 1 ? 'set' : 'sets'} (all, where a method has fewer) and keeps the one with the least KL on validation rows.${rest}`;
};

/** What is worth knowing of a dataset, in sentences. */
const notesOf = ({
  name,
  shapeNote,
  notes = [],
  normalizedRows = 0,
  largestCorrection,
}: Dataset): string[] => [
  ...(shapeNote ? [shapeNote] : []),
  ...notes,
  ...(normalizedRows > 0
    ? [
        `${normalizedRows} ${normalizedRows === 1 ? 'row' : 'rows'} of the labels of ${name} did not sum to 1 and ${normalizedRows === 1 ? 'was' : 'were'} divided by the sum; the largest correction is ${largestCorrection}.`,
      ]
    : []),
];

/**
 * Plans what is asked for: reads the datasets, so that the plan names their content.
 * @returns the plan, and what is worth knowing of the datasets and of tuning, in sentences
 * @throws `ILDL_PLAN` where sampling values are missing, and what reading datasets and splitting them throws
 */
export const makePlan = async (
  { methods, datasets, protocol, validation, folds, seeds, tune }: PlanRequest,
  { name, version, threads }: Pick<Backend, 'name' | 'version' | 'threads'>,
): Promise<{ readonly plan: Plan; readonly notes: readonly string[] }> => {
  const notes = tune === undefined ? [] : [tuningNote(tune, methods)];
  const planned: Plan['datasets'][number][] = [];
  for (const source of datasets) {
    const dataset = await loadDataset(source);
    const { features, labels, sha256 } = dataset;
    if (protocol === 'sampled' && source.sampling === undefined)
      throw ildlError(
        'ILDL_PLAN',
        `There are no sampling values for the dataset ${source.name}; give --sampling a,b,c,d or --protocol full.`,
      );
    notes.push(...notesOf(dataset));
    kFold(labels.rows, { folds });
    planned.push({
      source,
      content: { sha256, rows: labels.rows, features: features.columns, labels: labels.columns },
    });
  }
  return {
    plan: {
      methods,
      datasets: planned,
      regime: regimeOf({ protocol, validation }),
      folds,
      seeds,
      engine: { backend: name, version, threads },
      ...(tune === undefined ? {} : { tune }),
    },
    notes,
  };
};
