import { checkMethod } from '@ildl/conformance';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { wholeAndRest } from '../src/my-method.js';

tf.enableProdMode();
await tf.setBackend('cpu');

it('keeps the contract of a method', async () => {
  const report = await checkMethod(wholeAndRest());
  expect(report.results.filter(({ status }) => status === 'failed')).toEqual([]);
  // It has epochs and no iterations of a minimizer: one check does not apply.
  expect(report).toMatchObject({ subject: 'whole-and-rest', ran: 38, passed: 38, skipped: 1 });
}, 60_000);
