export { type DildlOptions, dildl } from './dildl.js';
