import { elementwiseRules } from './elementwise.js';
import { indexingRules } from './indexing.js';
import { layoutRules } from './layout.js';
import { productRules } from './products.js';
import { reductionRules } from './reductions.js';
import type { Rules } from './rule.js';

/** The lowering rules, by the names of TensorFlow.js ops. */
export const rules: Rules = {
  ...elementwiseRules,
  ...reductionRules,
  ...layoutRules,
  ...productRules,
  ...indexingRules,
};
