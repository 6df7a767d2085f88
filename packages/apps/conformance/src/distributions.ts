import * as tf from '@tensorflow/tfjs';
import { assert } from './assert.js';
import { rowTolerance, valuesOf } from './compare.js';

/** Fails where `p` is not a matrix [rows, labels] of finite numbers. */
export const assertMatrix = (what: string, p: tf.Tensor, [rows, labels]: readonly [number, number]): void => {
  assert(p instanceof tf.Tensor, `There is ${typeof p} for ${what}, not a tensor.`);
  assert(
    `${p.shape}` === `${[rows, labels]}`,
    `The shape of ${what} is [${p.shape}], not [${rows}, ${labels}].`,
  );
  const values = valuesOf(p);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  assert(wrong < 0, `There is ${values[wrong]} in row ${Math.floor(wrong / labels) + 1} of ${what}.`);
};

/** Fails where `p` is not a matrix of label distributions: finite, not negative, each row summing to one of `sums`. */
export const assertDistributions = (
  what: string,
  p: tf.Tensor,
  shape: readonly [number, number],
  sums: readonly number[] = [1],
): void => {
  assertMatrix(what, p, shape);
  const [rows, labels] = shape;
  const values = valuesOf(p);
  const wrong = values.findIndex((degree) => degree < 0);
  assert(
    wrong < 0,
    `There is the degree ${values[wrong]} in row ${Math.floor(wrong / labels) + 1} of ${what}.`,
  );
  for (let row = 0; row < rows; row++) {
    const sum = values.subarray(row * labels, (row + 1) * labels).reduce((a, b) => a + b, 0);
    assert(
      sums.some((wanted) => Math.abs(sum - wanted) <= rowTolerance),
      `Row ${row + 1} of ${what} sums to ${sum}, not to ${sums.join(' or ')}.`,
    );
  }
};
