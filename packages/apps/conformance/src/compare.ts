import type { Tree } from '@ildl/interface';
import { leavesOf } from '@ildl/trainer';
import type * as tf from '@tensorflow/tfjs';
import { assert } from './assert.js';

/** The numbers of a tensor, on the host. */
export const valuesOf = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());

export const allFinite = (tensor: tf.Tensor): boolean => valuesOf(tensor).every(Number.isFinite);

export const sameBits = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

/** How far two float32 computations of the same rows may differ, absolute below 1 and relative above. */
export const rowTolerance = 1e-5;

const isClose = (a: number, b: number, tolerance = rowTolerance): boolean =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));

export const assertClose = (what: string, a: Float32Array, b: Float32Array): void => {
  assert(a.length === b.length, `${what}: ${a.length} numbers against ${b.length}.`);
  const i = a.findIndex((value, at) => !isClose(value, b[at] as number));
  assert(i < 0, `${what}: ${a[i]} against ${b[i]}.`);
};

/** `path [shape] type` of every leaf: what two states of the same thing have in common. */
export const formOf = (tree: Tree): string =>
  [...leavesOf(tree)].map(([path, leaf]) => `${path} [${leaf.shape}] ${leaf.dtype}`).join(', ') || 'nothing';

/** Every leaf by path with its numbers, to be compared with another by {@link assertSameBits}. */
export const snapshot = (tree: Tree): ReadonlyMap<string, Float32Array> =>
  new Map([...leavesOf(tree)].map(([path, leaf]) => [path, valuesOf(leaf)]));

export const assertSameBits = (
  what: string,
  a: ReadonlyMap<string, Float32Array>,
  b: ReadonlyMap<string, Float32Array>,
): void => {
  assert(
    `${[...a.keys()]}` === `${[...b.keys()]}`,
    `${what}: there are ${[...a.keys()]}, then ${[...b.keys()]}.`,
  );
  for (const [path, values] of a)
    assert(sameBits(values, b.get(path) as Float32Array), `${what}: ${path || 'the result'} changed.`);
};
