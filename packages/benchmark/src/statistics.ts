export * from './statistics/compare-to.js';
export * from './statistics/corrected-resampled-t-test.js';
export * from './statistics/group-cells.js';
export * from './statistics/mean.js';
export * from './statistics/name-cells.js';
export * from './statistics/paired-t-test.js';
export * from './statistics/population-deviation.js';
export * from './statistics/summarise.js';
