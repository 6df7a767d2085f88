import { checkMethod } from '@ildl/conformance';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { dildl } from '../src/index.js';

tf.enableProdMode();
await tf.setBackend('cpu');

it('keeps the contract of a method', async () => {
  const { ran, results } = await checkMethod(dildl({ epochs: 60, hidden: 20, learningRate: 0.01 }));
  expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(ran).toBeGreaterThan(0);
});
