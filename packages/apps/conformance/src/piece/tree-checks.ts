import type { Terms, Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { assert } from '../assert.js';
import { allFinite, formOf } from '../compare.js';

/** Fails where a leaf of a state is anything but a tensor. */
const assertTensors = (what: string, node: unknown): void => {
  if (node instanceof tf.Tensor) return;
  assert(
    typeof node === 'object' && node !== null,
    `${what} is ${typeof node === 'string' ? 'text' : String(node)}; all that changes from step to step is a tensor.`,
  );
  for (const [key, child] of Object.entries(node)) assertTensors(`${what}/${key}`, child);
};

/** Fails unless every state has the paths, shapes and types of the first, and tensors as leaves. */
export const assertSameForm = (states: readonly Tree[]): void => {
  for (const state of states) assertTensors('The state', state);
  const forms = states.map(formOf);
  const changed = forms.findIndex((form) => form !== forms[0]);
  assert(changed < 0, `The state is ${forms[0]} at first and ${forms[changed]} after ${changed} updates.`);
};

/** Fails unless these are finite scalars. */
export const assertFiniteScalars = (what: string, terms: Terms): void => {
  for (const [name, value] of Object.entries(terms)) {
    assert(value instanceof tf.Tensor, `The ${what} ${name} is ${typeof value}, not a tensor.`);
    assert(value.rank === 0, `The ${what} ${name} has the shape [${value.shape}]; it must be a scalar.`);
    assert(allFinite(value), `The ${what} ${name} is ${value.dataSync()[0]}.`);
  }
};

/** Fails unless two lists hold the same names. */
export const assertSameNames = (what: string, found: readonly string[], wanted: readonly string[]): void =>
  assert(
    `${[...found].sort()}` === `${[...wanted].sort()}`,
    `${what} are ${found.join(', ') || 'none'}; wanted are ${wanted.join(', ') || 'none'}.`,
  );
