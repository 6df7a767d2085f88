/**
 * Every constant of the method. All are ours, as the paper is not public: chosen on inner validation rows of Movie,
 * SCUT-FBP and Emotion6, drawn before sampling.
 */
export type DildlOptions = {
  /** Rows per batch, from 1; 50. */
  batchSize: number;
  /** Passes over the training rows, from 1; 100. */
  epochs: number;
  /** Above 0; 0.1. */
  learningRate: number;
  /** Of both branches, in [0, 1); 0.9. */
  momentum: number;
  /** Largest global norm of the gradient of both branches together, above 0, or `null` for no clipping; 5. */
  clip: number | null;
  /** Units of the encodings of each branch, from 1; 100. */
  hidden: number;
  /** The weight of the dominant branch in loss and prediction, in [0, 1]; 0.2. That of the other is the rest to 1. */
  dominantWeight: number;
  /** λ1 of RDA, the weight of the recovery loss in a branch, from 0; 0.1. */
  recovery: number;
  /** λ2 of RDA, the weight of the alignment loss in a branch, from 0; 0.01. */
  alignment: number;
  /** λ3 of RDA, the weight of the similarity loss in a branch, from 0; 0.1. */
  similarity: number;
};
