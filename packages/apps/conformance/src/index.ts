export { checkDecoupler } from './check-decoupler.js';
export { checkMethod } from './check-method.js';
export { checkMetric } from './check-metric.js';
export { checkModel } from './check-model.js';
export { type CheckTransformOptions, checkTransform } from './check-transform.js';
export { type CheckWeightingOptions, checkWeighting } from './check-weighting.js';
export type { CheckOptions, CheckResult, CheckStatus, Report } from './report.js';
