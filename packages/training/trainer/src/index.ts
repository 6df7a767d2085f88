export { checkFeatures, checkInput, labelSumTolerance } from './check-input.js';
export {
  checkOptions,
  nonNegative,
  orNull,
  positive,
  positiveInteger,
  type Range,
  unitInterval,
} from './check-options.js';
export { collect } from './collect.js';
export { defineMethod } from './define-method.js';
export { ensemble, ensembleOf } from './ensemble.js';
export { ildlError, isIldlError } from './errors.js';
export { type FullBatchRecipe, fullBatchMethod, type HostBatch } from './full-batch-method.js';
export { gradientMethod } from './gradient-method.js';
export { type GradientRecipe, weightedSum } from './gradient-recipe.js';
export { rngFrom } from './rng-from.js';
export { stopGradient } from './stop-gradient.js';
export {
  decodeFile,
  encodeFile,
  type Json,
  type StoredArray,
  type StoredFile,
  storeTensors,
  tensorFrom,
} from './tensor-file.js';
export { leavesOf, mapTree } from './tree.js';
