export { type AdamOptions, type AdamState, adam } from './adam.js';
export { chain } from './chain.js';
export { clipByGlobalNorm } from './clip-by-global-norm.js';
export { momentum } from './momentum.js';
export { partition } from './partition.js';
export { scale } from './scale.js';
export { scaleBySchedule } from './scale-by-schedule.js';
export { stateless } from './stateless.js';
export { weightDecay } from './weight-decay.js';
