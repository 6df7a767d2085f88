import type { Dataset } from '@ildl/datasets';
import type { Batch, FitEvent, MethodDefinition, Options } from '@ildl/interface';
import { klDivergence } from '@ildl/metrics';
import { collect, isIldlError, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { meanScore } from './mean-score.js';
import { optionSets } from './option-sets.js';
import { checkPredicted } from './predictions.js';
import { prepareTuning } from './prepare-fold.js';
import type { CellConfig, TuningCandidate, TuningRecord } from './result.js';

/** The stream of every fit of a cell. */
export const fitStream = ({ seed, fold }: CellConfig) => rngFrom(seed).fork('fold').fork(`${fold}`);

/** The option sets of a cell: the same in every fold. */
const candidatesOf = ({ method: { options }, seed, tune }: CellConfig): Options[] =>
  tune === undefined
    ? []
    : optionSets(tune.search, { options, budget: tune.budget, rng: rngFrom(seed).fork('tune') });

/** How many fits a cell has: one for each option set that it chooses from, and the last one. */
export const fitsOf = (config: CellConfig): number => {
  const { length } = candidatesOf(config);
  return length > 1 ? length + 1 : 1;
};

/** The divergence on the validation rows of a fit to the training rows. */
const validationKl = async (
  method: MethodDefinition,
  options: Options,
  { train, valid }: { readonly train: Batch; readonly valid: Batch },
  config: CellConfig,
  onEvent: (event: FitEvent) => void,
): Promise<number | undefined> => {
  try {
    const fit = method(options).fit({
      train,
      ...(method.usesValidation ? { valid } : {}),
      rng: fitStream(config),
    });
    const { predictor } = await collect(fit, onEvent);
    try {
      const p = predictor.predict(valid.x);
      try {
        await checkPredicted(p, { rows: valid.y.shape[0], labels: valid.y.shape[1] });
        const loss = await meanScore(klDivergence, valid.y, p);
        return Number.isFinite(loss) ? loss : undefined;
      } finally {
        p.dispose();
      }
    } finally {
      predictor.dispose();
    }
  } catch (error) {
    if (isIldlError(error) && error.code === 'ILDL_DIVERGED') return undefined;
    throw error;
  }
};

/**
 * Chooses the options of a cell by the divergence on validation rows of its training fold; of equals, the first. Test rows
 * are not read. Undefined where the cell does not tune.
 * @param onEvent what the fit of the candidate in a place, from 0, reports
 */
export const tuneOptions = async (
  config: CellConfig,
  dataset: Dataset,
  method: MethodDefinition,
  onEvent: (event: FitEvent, place: number) => void,
): Promise<TuningRecord | undefined> => {
  if (config.tune === undefined) return undefined;
  const sets = candidatesOf(config);
  if (sets.length === 1) return { candidates: [], chosen: sets[0] as Options };
  const rows = prepareTuning(dataset, config, method);
  const candidates: TuningCandidate[] = [];
  let best: Required<TuningCandidate> | undefined;
  try {
    for (const [place, options] of sets.entries()) {
      const loss = await validationKl(
        method,
        { ...config.method.options, ...options },
        rows,
        config,
        (event) => onEvent(event, place),
      );
      candidates.push({ options, ...(loss === undefined ? {} : { kl: loss }) });
      if (loss !== undefined && (best === undefined || loss < best.kl)) best = { options, kl: loss };
    }
  } finally {
    tf.dispose([rows.train.x, rows.train.y, rows.valid.x, rows.valid.y]);
  }
  return {
    candidates,
    ...(best === undefined ? {} : { chosen: best.options }),
    rows: { train: rows.train.x.shape[0], valid: rows.valid.x.shape[0] },
  };
};
