import { elementwiseRules } from './elementwise.js';
import { indexingRules } from './indexing.js';
import { layoutRules } from './layout.js';
import { productRules } from './products.js';
import { reductionRules } from './reductions.js';
import type { Rules } from './rule.js';

/** What every kernel of TensorFlow.js computes that can be compiled, by its name. */
export const rules: Rules = {
  ...elementwiseRules,
  ...reductionRules,
  ...layoutRules,
  ...productRules,
  ...indexingRules,
};
