import { defineMethod } from '@ildl/trainer';
import { constantMethod } from './constant-method.js';

/** Predicts the degree 1/labels for every label. */
export const uniform = defineMethod({
  id: 'uniform',
  summary: 'the same degree for every label; a floor',
  defaults: {},
  features: 'raw',
  usesValidation: false,
  method: () => constantMethod('uniform', ({ labels }) => Array.from({ length: labels }, () => 1 / labels)),
});
