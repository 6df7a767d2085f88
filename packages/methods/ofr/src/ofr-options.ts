import type { Search } from '@ildl/interface';
import type { ClassBalancedOptions } from '@ildl/losses';

/** The options that the three methods share. The defaults of the losses are those of the program of Zhao et al. (2023). */
export type OfrOptions = {
  /** Rows per batch, from 1; 50. */
  batchSize: number;
  /** Passes over the training rows, from 1; 300. */
  epochs: number;
  /** Of AdamW with AMSGrad, above 0; 0.001. */
  learningRate: number;
  /** Decoupled weight decay, from 0; 1e-4. A step subtracts `learningRate * weightDecay` times each parameter. */
  weightDecay: number;
  /** Largest global norm of the gradient, above 0, or `null` for no clipping; 5. */
  clip: number | null;
  /** Units of the hidden layer, from 1; 100. */
  hidden: number;
  /** γ of the focal loss (Lin et al. 2017), from 0; 2. The larger, the less labels count that are predicted well. */
  focus: number;
};

/** Those of OFR-CB, whose weights are those of Cui et al. (2019). */
export type OfrCbOptions = OfrOptions & {
  /** β of the effective number of rows (1 - β^n) / (1 - β), in (0, 1); 0.9. */
  beta: number;
  /**
   * What is weighted by one over the effective number: a `label` by its own, a row by the mean weight of its labels
   * (`rowWeight`, the default) or by the weight of their mean frequency (`rowFrequency`).
   */
  weigh: NonNullable<ClassBalancedOptions['weigh']>;
};

/** Those of OFR-DB, whose rebalanced weights and logits are those of Wu et al. (2020). */
export type OfrDbOptions = OfrOptions & {
  /** α of the smoothed weights, their infimum: any finite number; 0.1. */
  lift: number;
  /** β of the smoothed weights, the slope of their sigmoid: any finite number; 10. */
  sharpness: number;
  /** γ of the smoothed weights, the centre of their sigmoid: any finite number; 0.9. */
  threshold: number;
  /** κ: in training the logit of a label of frequency f of N is lowered by κ ln(N / f - 1): any finite number; 0.05. */
  bias: number;
  /** λ: the factor of the logits of labels of degree 0 (1 at degree 1, linear between), above 0; 2. */
  negativeScale: number;
};

export const ofrDefaults: OfrOptions = {
  batchSize: 50,
  epochs: 300,
  learningRate: 0.001,
  weightDecay: 1e-4,
  clip: 5,
  hidden: 100,
  focus: 2,
};

/** The search space. */
export const ofrSearch: Search<OfrOptions> = {
  learningRate: [3e-4, 1e-3, 3e-3, 1e-2],
  focus: [0, 0.5, 1, 2, 4],
};
