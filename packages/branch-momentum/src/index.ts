export { type AdamOptions, type AdamState, adam } from './adam.js';
export type { Adaption } from './adapt-momenta.js';
export { type BranchMomentumOptions, type BranchMomentumState, branchMomentum } from './branch-momentum.js';
export { chain } from './chain.js';
export { clipByGlobalNorm } from './clip-by-global-norm.js';
export { partition } from './partition.js';
export { scale } from './scale.js';
export { scaleBySchedule } from './scale-by-schedule.js';
export { weightDecay } from './weight-decay.js';
