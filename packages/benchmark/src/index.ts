export type * from './result.js';
export * from './statistics.js';
