import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { expectGradient } from 'testing/expect-gradient.js';
import { expect, it } from 'vitest';
import { templateName } from '../src/index.js';

const y = tf.tensor2d([
  [1, 0],
  [0.5, 0.5],
]);

it('is 0 for equal rows and 2 for rows that have nothing in common', () => {
  expectClose(templateName(y, y), [0, 0]);
  expectClose(
    templateName(
      y,
      tf.tensor2d([
        [0, 1],
        [0.25, 0.75],
      ]),
    ),
    [2, 0.125],
  );
});

it('has the gradient of its finite differences', () => {
  expect(() =>
    expectGradient(
      (p: tf.Tensor2D) => tf.sum(templateName(y, p)),
      tf.tensor2d([
        [0.3, 0.7],
        [0.6, 0.4],
      ]),
    ),
  ).not.toThrow();
});
