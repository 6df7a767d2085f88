export { type RdaOptions, rda } from './rda.js';
