export { type ClassBalancedOptions, classBalancedWithLogits } from './class-balanced-with-logits.js';
export { crossEntropyRowsWithLogits, crossEntropyWithLogits } from './cross-entropy-with-logits.js';
export {
  type DistributionBalancedOptions,
  distributionBalancedWithLogits,
} from './distribution-balanced-with-logits.js';
export { type FocalOptions, focalWithLogits } from './focal-with-logits.js';
export { type Gaussian, gaussianKl, gaussianKlRows } from './gaussian-kl.js';
export { kl, klRows } from './kl.js';
export { klRowsWithLogits, klWithLogits } from './kl-with-logits.js';
export type { LabelMass } from './label-frequencies.js';
export { similarityMatching } from './similarity-matching.js';
