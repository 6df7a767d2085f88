import type { Search } from '@ildl/interface';
import { checkOptions, nonNegative, positive, positiveInteger } from '@ildl/trainer';

/** Every constant of the method. Equations are those of AMEMA; where the paper gives no value, ours is marked as such. */
export type AmemaOptions = {
  /** Rows per batch, from 1; 64. */
  batchSize: number;
  /** Passes over the training rows, from 1; 50. */
  epochs: number;
  /** η of eq. 13 and 15, above 0; 0.001. */
  learningRate: number;
  /** Hidden units of each branch, from 1; 100 (ours). */
  hidden: number;
  /** Largest global norm of the gradient of a branch, above 0, or `null` for no clipping; 5 (ours). */
  clip: number | null;
  /** m of eq. 6 and 7, in [0, 1); 0.9 (ours). */
  smoothing: number;
  /** ε of eq. 8, above 0; 1e-8. */
  epsilon: number;
  /** b of eq. 9, in [0, 1); 0.2. */
  baseline: number;
  /** α of eq. 9, above 0; 5. */
  sharpness: number;
  /** μ_s of eq. 12 before the first step, in [0, 1); 0.75. */
  dominantMomentum: number;
  /** μ_ns of eq. 14 before the first step, in [0, 0.999], or [0, 1) where momenta are `fixed`; 0.95. */
  nonDominantMomentum: number;
  /** γ of eq. 17 and 18, from 0; 1e-3 (ours: it suits sampled training sets of 100 to 200 rows; take 1e-4 for full ones). */
  adaptionRate: number;
  /** β of eq. 16, above 0; 5. Algorithm 1 uses α. */
  adaptionSharpness: number;
  /** `ema`, the default, weights the branches by eq. 9 and 10; `equal` by ½ each (the ablation of WEIG in Table 3). */
  weighting: 'ema' | 'equal';
  /** `adaptive` momenta, the default, follow eq. 16 to 18; `fixed` ones stay (the ablation of MOME in Table 3). */
  momentum: 'adaptive' | 'fixed';
  /**
   * `weighted`, the default, descends eq. 11; `literal` eq. 12 and 14 as printed, where the weights act on the prediction
   * only.
   */
  gradient: 'weighted' | 'literal';
  /**
   * How the outputs of the branches become one label distribution: by the `weighted` mean with the weights of the kept
   * epoch (Algorithm 1, the default), their `average`, the `nonDominant` one alone, or `recomposed` with the mean degree
   * of the dominant label in the training rows.
   */
  prediction: 'weighted' | 'average' | 'nonDominant' | 'recomposed';
  /**
   * τ of the logit adjustment, from 0; 0, which adjusts nothing (ours: the paper has none). The losses of both branches
   * take the label mass of the whole training rows, since both predict the same labels and are averaged; predictions take
   * none.
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

/** The search space: learning rate, and the rates at which momenta and weights of the branches adapt. */
export const amemaSearch: Search<AmemaOptions> = {
  learningRate: [3e-4, 1e-3, 3e-3, 1e-2],
  adaptionRate: [1e-4, 1e-3, 1e-2],
  smoothing: [0.5, 0.9, 0.99],
  sharpness: [1, 5, 10],
};

/** Checks the options that no piece checks. */
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
