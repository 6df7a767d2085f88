import { type Rng, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile, registerCompiledBackend } from '../src/index.js';

beforeAll(async () => {
  registerCompiledBackend();
  tf.enableProdMode();
  await tf.setBackend('compiled');
});

const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

/** Runs a step eagerly and compiled, and compares all that comes out. */
const expectSame = (
  step: (input: readonly tf.Tensor[], rng: Rng) => tf.Tensor | readonly tf.Tensor[],
  input: readonly tf.Tensor[],
  digits = 5,
) => {
  const eager = [tf.tidy(() => step(input, rngFrom(1)) as tf.Tensor)].flat();
  const compiled = compile((given: readonly tf.Tensor[], rng) => step(given, rng) as tf.Tensor);
  const out = [compiled(input, rngFrom(1))].flat() as tf.Tensor[];
  expect(out.length).toBe(eager.length);
  out.forEach((tensor, i) => {
    const other = eager[i] as tf.Tensor;
    expect(tensor.shape).toEqual(other.shape);
    expect(tensor.dtype).toBe(other.dtype);
    const [a, b] = [numbers(tensor), numbers(other)];
    a.forEach((value, j) => {
      expect(value).toBeCloseTo(b[j] as number, digits);
    });
  });
  compiled.dispose();
  return compiled;
};

describe('compile', () => {
  const rng = rngFrom(0);
  let a: tf.Tensor2D;
  let b: tf.Tensor2D;
  let row: tf.Tensor1D;
  beforeAll(() => {
    a = rng.normal([7, 5]);
    b = rng.normal([7, 5]);
    row = rng.normal([5]);
  });

  test('adds', () => {
    expectSame(([x, y]) => tf.add(tf.mul(x as tf.Tensor, 2), y as tf.Tensor), [a, b]);
  });
  test('rows', () => {
    expectSame(([x, y]) => tf.softmax(tf.add(x as tf.Tensor, y as tf.Tensor)), [a, row]);
  });
  test('sums', () => {
    expectSame(
      ([x]) => [
        tf.sum(x as tf.Tensor),
        tf.mean(x as tf.Tensor),
        tf.sum(x as tf.Tensor, 0),
        tf.sum(x as tf.Tensor, 1, true),
        tf.max(x as tf.Tensor, 1),
        tf.argMax(x as tf.Tensor, 1),
        tf.div(x as tf.Tensor, tf.sum(x as tf.Tensor, 1, true)),
      ],
      [a],
    );
  });
  test('products', () => {
    expectSame(
      ([x, y]) => [
        tf.matMul(x as tf.Tensor, y as tf.Tensor, true),
        tf.matMul(x as tf.Tensor, y as tf.Tensor, false, true),
      ],
      [a, b],
    );
  });
  test('draws', () => {
    expectSame(([x], stream) => tf.add(x as tf.Tensor, stream.fork('a').normal([7, 5])), [a]);
  });

  test('a training step', () => {
    const make = () => {
      const r = rngFrom(3);
      const w = tf.variable(r.normal<tf.Rank.R2>([5, 8]));
      const c = tf.variable(r.normal<tf.Rank.R1>([8]));
      const v = tf.variable(r.normal<tf.Rank.R2>([8, 5]));
      const m = tf.variable(tf.zeros<tf.Rank.R2>([5, 8]));
      const step = ([rows]: readonly tf.Tensor[]) => {
        const x = tf.gather(a, rows as tf.Tensor1D);
        const y = tf.softmax(tf.gather(b, rows as tf.Tensor1D));
        const { value, grads } = tf.variableGrads(
          () =>
            tf.neg(
              tf.mean(
                tf.sum(
                  tf.mul(
                    y,
                    tf.logSoftmax(
                      tf.matMul(tf.relu(tf.add(tf.matMul(x, w as tf.Tensor2D), c)), v as tf.Tensor2D),
                    ),
                  ),
                  1,
                ),
              ),
            ) as tf.Scalar,
          [w, c, v],
        );
        const g = (name: tf.Variable) => grads[name.name] as tf.Tensor;
        m.assign(tf.add(tf.mul(m, 0.9), g(w)) as tf.Tensor2D);
        w.assign(tf.sub(w, tf.mul(m, 0.1)));
        c.assign(tf.sub(c, tf.mul(g(c), 0.1)));
        v.assign(tf.sub(v, tf.mul(g(v), 0.1)));
        return value;
      };
      return { step, variables: [w, c, v, m] };
    };
    const [one, two] = [make(), make()];
    const compiled = compile(two.step);
    const rows = tf.tensor1d([1, 4, 2, 6, 0], 'int32');
    for (let i = 0; i < 20; i++) {
      const l1 = tf.tidy(() => one.step([rows]));
      const l2 = compiled([rows]);
      expect(numbers(l2)[0]).toBeCloseTo(numbers(l1)[0] as number, 5);
    }
    one.variables.forEach((variable, i) => {
      const other = two.variables[i] as tf.Variable;
      numbers(other).forEach((value, j) => {
        expect(value).toBeCloseTo(numbers(variable)[j] as number, 5);
      });
    });
    console.log(compiled.figures());
    compiled.dispose();
  });
});
