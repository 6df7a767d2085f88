import { type Dataset, headAndTail } from '@ildl/datasets';
import type { FitEvent, MethodDefinition, Numbers, Predictor } from '@ildl/interface';
import { collect, isIldlError } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { arrayLender } from './array-lender.js';
import { meanScore } from './mean-score.js';
import { measures } from './measures.js';
import { prepareFold } from './prepare-fold.js';
import type {
  Cell,
  CellConfig,
  CellResult,
  EpochRecord,
  MinimumRecord,
  Scores,
  TuningRecord,
} from './result.js';
import { fitStream, fitsOf, tuneOptions } from './tune-options.js';

/** Mean of every metric over the rows. */
const scoresOn = async (y: tf.Tensor2D, p: tf.Tensor2D): Promise<Numbers> => {
  const scores: Record<string, number> = {};
  for (const metric of measures) scores[metric.name] = await meanScore(metric, y, p);
  return scores;
};

/** The same on some labels only, whose columns are taken as they are. */
const scoresOnLabels = async (
  y: tf.Tensor2D,
  p: tf.Tensor2D,
  labels: readonly number[],
): Promise<Numbers> => {
  const parts = [y, p].map((rows) => tf.gather(rows, [...labels], 1)) as [tf.Tensor2D, tf.Tensor2D];
  try {
    return await scoresOn(...parts);
  } finally {
    tf.dispose(parts);
  }
};

const scoresOf = async (
  predictor: Predictor,
  { x, y }: { readonly x: tf.Tensor2D; readonly y: tf.Tensor2D },
  mass: readonly number[],
): Promise<Scores> => {
  const p = predictor.predict(x);
  try {
    const { head, tail } = headAndTail(mass);
    return {
      all: await scoresOn(y, p),
      ...(head.length > 0 && tail.length > 0
        ? { head: await scoresOnLabels(y, p, head), tail: await scoresOnLabels(y, p, tail) }
        : {}),
    };
  } finally {
    p.dispose();
  }
};

/** How far a cell is, over all its fits. */
export interface CellProgress {
  readonly epoch: number;
  readonly epochs: number;
}

/**
 * Trains and scores one method on one fold, in this process. A fit that diverges or fails is a result as well.
 * Learning, and choosing options, sees the training fold only; the test fold is scored once.
 */
export const runCell = async (
  config: CellConfig,
  dataset: Dataset,
  method: MethodDefinition,
  onProgress: (progress: CellProgress) => void = () => {},
): Promise<Cell> => {
  const lender = arrayLender();
  const fold = prepareFold(dataset, config, method, lender.borrow);
  const { train, valid, test, rows, labelMass } = fold;
  const started = performance.now();
  const date = new Date().toISOString();
  const epochs: EpochRecord[] = [];
  let minimum: MinimumRecord | undefined;
  let keptEpoch: number | undefined;
  let tuning: TuningRecord | undefined;
  const fits = fitsOf(config);
  const tellProgress = (event: FitEvent, fit: number) => {
    if (event.type === 'epoch')
      onProgress({ epoch: fit * event.epochs + event.epoch, epochs: fits * event.epochs });
  };
  const finish = (rest: Pick<CellResult, 'status' | 'reason' | 'metrics'>): Cell => ({
    config,
    ...rest,
    rows,
    labelMass,
    epochs,
    ...(keptEpoch === undefined ? {} : { keptEpoch }),
    ...(minimum === undefined ? {} : { minimum }),
    ...(tuning === undefined ? {} : { tuning }),
    timing: { seconds: (performance.now() - started) / 1000, date },
  });
  try {
    tuning = await tuneOptions(config, dataset, method, tellProgress);
    if (tuning !== undefined && tuning.chosen === undefined)
      return finish({
        status: 'diverged',
        reason: `Each of the ${tuning.candidates.length} option sets that were tried diverged.`,
      });
    const options = { ...config.method.options, ...tuning?.chosen };
    const fit = method(options).fit({ train, ...(valid ? { valid } : {}), rng: fitStream(config) });
    const { predictor } = await collect(fit, (event) => {
      if (event.type === 'epoch') {
        const { epoch, losses, weights, signals, validationLoss, best } = event;
        epochs.push({
          epoch,
          losses,
          weights,
          signals,
          ...(validationLoss === undefined ? {} : { validationLoss }),
        });
        if (best) keptEpoch = epoch;
      }
      tellProgress(event, fits - 1);
      if (event.type === 'minimum') {
        const { type: _, ...end } = event;
        minimum = end;
      }
    });
    try {
      return finish({ status: 'done', metrics: await scoresOf(predictor, test, labelMass.after) });
    } finally {
      predictor.dispose();
    }
  } catch (error) {
    const diverged = isIldlError(error) && error.code === 'ILDL_DIVERGED';
    return finish({
      status: diverged ? 'diverged' : 'failed',
      reason: error instanceof Error ? error.message : `${error}`,
    });
  } finally {
    tf.dispose([train, valid, test].flatMap((batch) => (batch ? [batch.x, batch.y] : [])));
    lender.takeBack();
  }
};
