import { createHash } from 'node:crypto';
import type { Dataset } from '@ildl/datasets';
import type { FitEvent, MethodDefinition } from '@ildl/interface';
import { collect, isIldlError } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { defaultMetrics } from './default-metrics.js';
import { scoringIdentity } from './identity.js';
import { reasonOf } from './load-source.js';
import { checkPredictions, encodePredictions, predictionsOf } from './predictions.js';
import { type PreparedFold, prepareFold } from './prepare-fold.js';
import type { Cell, CellConfig, EpochRecord, MinimumRecord, TuningRecord } from './result.js';
import { scoresOf } from './score.js';
import { fitStream, fitsOf, tuneOptions } from './tune-options.js';

/** How far a cell is, over all its fits. */
export interface CellProgress {
  readonly epoch: number;
  readonly epochs: number;
}

/**
 * Trains and scores one method on one fold, in this process. A fit that diverges or fails is a result as well.
 * Learning, and choosing options, sees the training fold only; the test fold is scored once.
 * @param onProgress hears of every event of a fit: how far the cell is, or undefined where the event does not tell
 */
export const runCell = async (
  config: CellConfig,
  dataset: Dataset,
  method: MethodDefinition,
  onProgress: (progress: CellProgress | undefined) => void = () => {},
): Promise<Cell> => {
  const scoredBy = scoringIdentity();
  const date = new Date().toISOString();
  let fold: PreparedFold;
  try {
    fold = prepareFold(dataset, config, method);
  } catch (error) {
    return failedCell(config, reasonOf(error), 0);
  }
  const { train, valid, test, rows, labelMass } = fold;
  const started = performance.now();
  const epochs: EpochRecord[] = [];
  let minimum: MinimumRecord | undefined;
  let keptEpoch: number | undefined;
  let tuning: TuningRecord | undefined;
  const fits = fitsOf(config);
  const tellProgress = (event: FitEvent, fit: number) => {
    onProgress(
      event.type === 'epoch'
        ? { epoch: fit * event.epochs + event.epoch, epochs: fits * event.epochs }
        : undefined,
    );
  };
  const finish = (rest: Pick<Cell, 'status' | 'reason' | 'metrics' | 'scoredBy'>): Cell => ({
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
      const p = predictor.predict(test.x);
      try {
        const values = await predictionsOf(test.y, p);
        checkPredictions(values.p, { rows: test.y.shape[0], labels: test.y.shape[1] });
        const metrics = await scoresOf(test.y, p, labelMass.after, defaultMetrics);
        const cell = finish({ status: 'done', metrics, scoredBy });
        const predictionsFile = await encodePredictions(values);
        const predictions = createHash('sha256').update(predictionsFile).digest('hex');
        return { ...cell, predictions, predictionsFile };
      } finally {
        p.dispose();
      }
    } finally {
      predictor.dispose();
    }
  } catch (error) {
    const diverged = isIldlError(error) && error.code === 'ILDL_DIVERGED';
    return finish({
      status: diverged ? 'diverged' : 'failed',
      reason: reasonOf(error),
    });
  } finally {
    tf.dispose([train, valid, test].flatMap((batch) => (batch ? [batch.x, batch.y] : [])));
  }
};

/** The result of a cell that a method did not get through. */
export const failedCell = (config: CellConfig, reason: string, milliseconds: number): Cell => ({
  config,
  status: 'failed',
  reason,
  rows: { train: 0, valid: 0, test: 0 },
  labelMass: { before: [], after: [] },
  epochs: [],
  timing: { seconds: milliseconds / 1000, date: new Date().toISOString() },
});
