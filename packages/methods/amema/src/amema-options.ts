import type { Search } from '@ildl/interface';
import { checkOptions, nonNegative, positive, positiveInteger } from '@ildl/trainer';

/** Every constant of the method. Where the paper gives no value, ours is marked as such. */
export type AmemaOptions = {
  /** Rows a batch. */
  batchSize: number;
  epochs: number;
  /** η of eq. 13 and 15. */
  learningRate: number;
  /** Hidden units of each branch (ours: the paper gives none). */
  hidden: number;
  /** Largest global norm of a branch's gradient; `null` does not clip (5 is ours: the paper gives none). */
  clip: number | null;
  /** m of eq. 6 and 7 (ours: the paper gives none). */
  smoothing: number;
  /** ε of eq. 8. */
  epsilon: number;
  /** b of eq. 9. */
  baseline: number;
  /** α of eq. 9. */
  sharpness: number;
  /** μ_s before the first step. */
  dominantMomentum: number;
  /** μ_ns before the first step. */
  nonDominantMomentum: number;
  /** γ of eq. 17 and 18 (ours: 1e-3 suits sampled training sets of 100 to 200 rows; take 1e-4 for full ones). */
  adaptionRate: number;
  /** β of eq. 16; Algorithm 1 uses α. */
  adaptionSharpness: number;
  /** `ema` weights the branches by eq. 9 and 10; `equal` by ½ each (the paper's ablation of WEIG). */
  weighting: 'ema' | 'equal';
  /** `adaptive` momenta follow eq. 16 to 18; `fixed` ones stay (the paper's ablation of MOME). */
  momentum: 'adaptive' | 'fixed';
  /** `weighted` descends eq. 11; `literal` eq. 12 and 14 as printed, where weights act on the prediction only. */
  gradient: 'weighted' | 'literal';
  /**
   * How the outputs of the branches become one label distribution: by the `weighted` mean with the weights of the kept
   * epoch (Algorithm 1), their `average`, the `nonDominant` one alone, or `recomposed` with the mean degree of the
   * dominant label in the training rows.
   */
  prediction: 'weighted' | 'average' | 'nonDominant' | 'recomposed';
  /**
   * τ of the logit adjustment (ours: the paper has none). The losses of both branches take the label mass of the whole
   * training rows, since both predict the same labels and are mixed; predictions take none. 0 adjusts nothing.
   */
  adjustment: number;
};

export const amemaDefaults: AmemaOptions = {
  batchSize: 64,
  epochs: 50,
  learningRate: 0.001,
  hidden: 100,
  clip: 5,
  smoothing: 0.9,
  epsilon: 1e-8,
  baseline: 0.2,
  sharpness: 5,
  dominantMomentum: 0.75,
  nonDominantMomentum: 0.95,
  adaptionRate: 1e-3,
  adaptionSharpness: 5,
  weighting: 'ema',
  momentum: 'adaptive',
  gradient: 'weighted',
  prediction: 'weighted',
  adjustment: 0,
};

/** What a search tries: the size of a step, and how momenta and weights of the branches adapt. */
export const amemaSearch: Search<AmemaOptions> = {
  learningRate: [3e-4, 1e-3, 3e-3, 1e-2],
  adaptionRate: [1e-4, 1e-3, 1e-2],
  smoothing: [0.5, 0.9, 0.99],
  sharpness: [1, 5, 10],
};

/** Checks what the pieces do not check themselves. */
export const checkAmemaOptions = (options: AmemaOptions): void =>
  checkOptions(
    'amema',
    options,
    { hidden: positiveInteger, learningRate: positive, adjustment: nonNegative },
    {
      weighting: ['ema', 'equal'],
      momentum: ['adaptive', 'fixed'],
      gradient: ['weighted', 'literal'],
      prediction: ['weighted', 'average', 'nonDominant', 'recomposed'],
    },
  );
