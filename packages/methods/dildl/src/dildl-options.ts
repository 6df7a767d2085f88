/**
 * Every constant of the method. All are ours, as the paper is not public: chosen on inner validation rows of Movie,
 * SCUT-FBP and Emotion6, drawn before sampling.
 */
export type DildlOptions = {
  /** Rows a batch. */
  batchSize: number;
  epochs: number;
  learningRate: number;
  /** Of both branches, in [0, 1). */
  momentum: number;
  /** Largest global norm of the gradient; `null` does not clip. */
  clip: number | null;
  /** Units of the encodings of each branch. */
  hidden: number;
  /** The weight of the dominant branch in loss and prediction, in [0, 1]; the rest is that of the other. */
  dominantWeight: number;
  /** The share of the recovery loss in a branch: λ1 of RDA. */
  recovery: number;
  /** The share of the alignment loss in a branch: λ2 of RDA. */
  alignment: number;
  /** The share of the similarity loss in a branch: λ3 of RDA. */
  similarity: number;
};
