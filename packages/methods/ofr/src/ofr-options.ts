import type { Search } from '@ildl/interface';
import type { ClassBalancedOptions } from '@ildl/losses';

/** What the three methods have in common. */
export type OfrOptions = {
  /** Rows a batch. */
  batchSize: number;
  epochs: number;
  learningRate: number;
  /** Decoupled: the share of each parameter that a step takes away, times the learning rate. */
  weightDecay: number;
  /** Largest global norm of the gradient; `null` does not clip. */
  clip: number | null;
  /** Units of the hidden layer. */
  hidden: number;
  /** γ of the focal loss: how much less well predicted labels count. */
  focus: number;
};

export type OfrCbOptions = OfrOptions & {
  /** β of the effective number of rows. */
  beta: number;
  /** What the weight is of: the label, the mean weight of the row's labels, or the mean frequency of the row's labels. */
  weigh: NonNullable<ClassBalancedOptions['weigh']>;
};

export type OfrDbOptions = OfrOptions & {
  /** α of the smoothed weights: the least of them. */
  lift: number;
  /** β of the smoothed weights. */
  sharpness: number;
  /** γ of the smoothed weights. */
  threshold: number;
  /** κ: how far the logits of rare labels are lowered while training. */
  bias: number;
  /** λ: how much steeper the logits are of what a row is not described by. */
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

/** What a search tries. */
export const ofrSearch: Search<OfrOptions> = {
  learningRate: [3e-4, 1e-3, 3e-3, 1e-2],
  focus: [0, 0.5, 1, 2, 4],
};
