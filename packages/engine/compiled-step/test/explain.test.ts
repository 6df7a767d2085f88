import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { compile, explain, registerCompiledBackend, statsOf } from '../src/index.js';

registerCompiledBackend();
await tf.setBackend('compiled');

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('explain', () => {
  it('prints the graph, the fused loops, the memory and the size of a step, for each combination of shapes', () => {
    const weights = tf.variable(tf.ones<tf.Rank.R2>([3, 2]), true, 'weights');
    const step = compile((x: tf.Tensor2D) => {
      const y = tf.relu(tf.matMul(x, weights));
      weights.assign(tf.mul(weights, 0.5));
      return tf.sum<tf.Scalar>(tf.mul(tf.square(y), 2));
    });
    expect(explain(step)).toBe('');
    for (const rows of [4, 5]) tf.dispose(step(tf.ones<tf.Rank.R2>([rows, 3])));
    const text = explain(step);
    const [first, second] = text.split('\n\ninputs ') as [string, string];
    expect(first).toMatch(/^inputs float32\[4,3\]\n\ngraph, \d+ nodes:\n/);
    expect(second).toMatch(/^float32\[5,3\]\n/);
    expect(first).toMatch(/%\d+ f32\[6\] @\d+ = variable weights {2}\(tf\.matMul\)/);
    const product = /%(\d+) f32\[8\] @\d+ = gemm/.exec(first)?.[1];
    expect(first).toContain(`= maximum %${product} `);
    // One loop computes the activation, its square, the factor and their sum.
    const loop = /loop over 8: (.*)/.exec(first)?.[1]?.split(' ') ?? [];
    expect(loop.length).toBeGreaterThanOrEqual(4);
    expect(first).toMatch(/variables 24, captured tensors 0, .* arguments 48, /);
    expect(first).toContain(`module ${statsOf(step)[0]?.codeBytes}`);
    expect(first).toContain('dense products: 48 floating-point operations');
    expect(first).not.toContain('ops on the host');
    expect(explain(step)).toBe(text);
    step.dispose();
    weights.dispose();
  });

  it('names ops that run on the host, and refuses other functions', () => {
    const step = compile((x: tf.Tensor1D) => tf.topk(x, 2).values);
    tf.dispose(step(tf.tensor1d([3, 1, 2])));
    expect(explain(step)).toMatch(/host TopK %\d+[\s\S]*ops on the host: TopK$/);
    step.dispose();
    const other = Object.assign(() => tf.scalar(1), { dispose: () => {} });
    expect(() => explain(other)).toThrow(expect.objectContaining({ code: 'ILDL_STEP' }));
  });
});

describe('the README of the lowering rules', () => {
  it('shows an op in four lines as it is, and the op computes', () => {
    const [, block = ''] = /```ts no-run\n([\s\S]*?)```/.exec(read('../src/lowering/README.md')) ?? [];
    expect(block.trim().split('\n')).toHaveLength(4);
    expect(read('../src/lowering/elementwise.ts')).toContain(block);
    const step = compile((x: tf.Tensor1D) => tf.sinh(x));
    const [value] = step(tf.tensor1d([0.5])).dataSync();
    expect(value).toBeCloseTo(Math.sinh(0.5), 6);
    expect(statsOf(step)[0]?.hostOps).toEqual([]);
    step.dispose();
  });
});
