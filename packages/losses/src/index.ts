export { crossEntropyRowsWithLogits, crossEntropyWithLogits } from './cross-entropy-with-logits.js';
export { kl, klRows } from './kl.js';
export { klRowsWithLogits, klWithLogits } from './kl-with-logits.js';
