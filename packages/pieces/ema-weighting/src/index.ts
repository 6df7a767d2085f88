export { type EmaBalanceOptions, type EmaState, emaBalance } from './ema-balance.js';
export { fixedWeights } from './fixed-weights.js';
export { unitLoss } from './unit-loss.js';
