export { adjustLogits } from './adjust-logits.js';
export { type LogitAdjustmentOptions, logitOffsets } from './logit-offsets.js';
