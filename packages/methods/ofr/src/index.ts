export { ofrCb } from './ofr-cb.js';
export { ofrDb } from './ofr-db.js';
export { ofrFl } from './ofr-fl.js';
export type { OfrCbOptions, OfrDbOptions, OfrOptions } from './ofr-options.js';
