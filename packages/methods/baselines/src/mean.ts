import { defineMethod } from '@ildl/trainer';
import { constantMethod } from './constant-method.js';

/** Predicts the mean of the training label distributions for every row. */
export const mean = defineMethod({
  id: 'mean',
  summary: 'the mean of the training label distributions; a floor',
  defaults: {},
  features: 'raw',
  usesValidation: false,
  method: () => constantMethod('mean', ({ labelMass, size }) => labelMass.map((mass) => mass / size)),
});
