export { groupOf, groupsOf } from './groups.js';
export { ildlError, inputError, optionError } from './ildl-error.js';
export { compileKernels, isSupported } from './kernels.js';
export { mapParams } from './map-params.js';
export { nonNegative, orNull, positive, positiveInteger, type Range, unitInterval } from './ranges.js';
