export { dildl } from './dildl.js';
export type { DildlOptions } from './dildl-options.js';
