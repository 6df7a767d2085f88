import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { handWrittenLoop } from '../src/hand-written-loop.js';

tf.enableProdMode();
await tf.setBackend('cpu');

it('learns, and holds no more tensors from epoch to epoch', () => {
  const before = tf.memory().numTensors;
  const lines: string[] = [];
  const scores = handWrittenLoop({ epochs: 10, print: (line) => lines.push(line) });
  expect(scores.map(({ name }) => name)).toEqual([
    'chebyshev',
    'clark',
    'canberra',
    'kl',
    'cosine',
    'intersection',
  ]);
  for (const { better, own, uniform } of scores)
    expect(better === 'lower' ? uniform - own : own - uniform).toBeGreaterThan(0.01);

  const held = lines.flatMap((line) => line.match(/^epoch \d+: (\d+) tensors/)?.[1] ?? []);
  expect(held.length).toBe(10);
  expect(new Set(held).size).toBe(1);
  expect(lines.at(-1)).toBe('0 tensors left');
  expect(tf.memory().numTensors).toBe(before);
}, 60_000);

it('gives the same numbers again', () => {
  const run = () => handWrittenLoop({ epochs: 1, print: () => {} });
  expect(run()).toEqual(run());
}, 60_000);
