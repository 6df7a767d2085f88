export { amema } from './amema.js';
export type { AmemaOptions } from './amema-options.js';
