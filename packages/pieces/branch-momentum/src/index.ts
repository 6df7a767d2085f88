export type { Adaption } from './adapt-momenta.js';
export { type BranchMomentumOptions, type BranchMomentumState, branchMomentum } from './branch-momentum.js';
