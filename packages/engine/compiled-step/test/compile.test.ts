import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CompiledBackend, compile, statsOf } from '../src/index.js';
import { expectNear, numbersOf, useCompiled } from './expect-same.js';

beforeAll(useCompiled);

const backend = () => tf.backend() as unknown as CompiledBackend;
let tensors = 0;
beforeEach(() => {
  tensors = tf.memory().numTensors;
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
  expect(tf.memory().numTensors, 'tensors left').toBe(tensors);
  expect(backend().bytesInUse(), 'bytes of the arena left').toBe(0);
});

const number = (tensor: tf.Tensor): number => {
  const [value] = numbersOf(tensor);
  tensor.dispose();
  return value as number;
};

describe('compile', () => {
  test('gives a tree as the step does', () => {
    const step = compile(({ x, more }: { x: tf.Tensor; more: readonly tf.Tensor[] }) => ({
      sum: tf.add(x, more[0] as tf.Tensor),
      inner: [{ twice: tf.mul(x, 2) }, x] as const,
    }));
    const out = step({ x: tf.tensor1d([1, 2]), more: [tf.tensor1d([10, 20])] });
    expect(numbersOf(out.sum)).toEqual([11, 22]);
    expect(numbersOf(out.inner[0].twice)).toEqual([2, 4]);
    expect(numbersOf(out.inner[1])).toEqual([1, 2]);
    step.dispose();
  });

  test('makes a plan for every combination of shapes, over the same variables', () => {
    const total = tf.variable(tf.scalar(0), false);
    const step = compile((x: tf.Tensor) => {
      total.assign(tf.add(total, tf.sum(x)));
      return tf.mul(total, 1);
    });
    expect([[1, 2], [3], [4, 5], [6]].map((values) => number(step(tf.tensor1d(values))))).toEqual([
      3, 6, 15, 21,
    ]);
    expect(statsOf(step)).toHaveLength(2);
    step.dispose();
    expect(numbersOf(total)).toEqual([21]);
    total.dispose();
  });

  test('draws anew in every call, and the same from the same key', () => {
    const step = compile((x: tf.Tensor, rng) =>
      tf.add(x, tf.add(rng.fork('a').uniform([3]), rng.fork('b').bernoulli([3], 0.5))),
    );
    const x = tf.zeros([3]);
    const draw = (seed: number) => numbersOf(step(x, rngFrom(seed)));
    const eager = (seed: number) => {
      const rng = rngFrom(seed);
      return numbersOf(tf.add(rng.fork('a').uniform([3]), rng.fork('b').bernoulli([3], 0.5)));
    };
    expect(draw(1)).toEqual(eager(1));
    expect(draw(2)).toEqual(eager(2));
    expect(draw(1)).toEqual(eager(1));
    step.dispose();
  });

  test('is refused where another backend computes, and after it was disposed', async () => {
    const step = compile((x: tf.Tensor) => tf.neg(x));
    step.dispose();
    expect(() => step(tf.scalar(1))).toThrow(expect.objectContaining({ code: 'ILDL_STEP' }));
    await tf.setBackend('cpu');
    expect(() => compile((x: tf.Tensor) => x)).toThrow(/cpu compiles no steps; call registerCompiledBackend/);
    await tf.setBackend('compiled');
  });
});

describe('variables', () => {
  test('take what is assigned between calls, and show what the step assigns', () => {
    const w = tf.variable(tf.tensor1d([1, 2, 3]));
    const step = compile((x: tf.Tensor) => {
      w.assign(tf.add(w, x) as tf.Tensor1D);
      return tf.sum(w);
    });
    expect(number(step(tf.scalar(1)))).toBe(9);
    expect(numbersOf(w)).toEqual([2, 3, 4]);
    w.assign(tf.tensor1d([10, 10, 10]));
    expect(number(step(tf.scalar(1)))).toBe(33);
    expect(numbersOf(tf.mul(w, 2))).toEqual([22, 22, 22]);
    step.dispose();
    expect(numbersOf(w)).toEqual([11, 11, 11]);
    w.dispose();
  });

  test('leave copies, slices and numbers that were read before alone', () => {
    const w = tf.variable(tf.tensor2d([1, 2, 3, 4], [2, 2]));
    const step = compile((x: tf.Tensor) => {
      w.assign(tf.mul(w, x) as tf.Tensor2D);
      return tf.sum(w);
    });
    number(step(tf.scalar(1)));
    const kept = [tf.clone(w), tf.slice(w, [0, 0], [1, 2]), tf.reshape(w, [4])];
    const read = w.dataSync();
    const other = tf.variable(w);
    number(step(tf.scalar(10)));
    expect(numbersOf(w)).toEqual([10, 20, 30, 40]);
    expect(kept.map(numbersOf)).toEqual([
      [1, 2, 3, 4],
      [1, 2],
      [1, 2, 3, 4],
    ]);
    expect([...read]).toEqual([1, 2, 3, 4]);
    expect(numbersOf(other)).toEqual([1, 2, 3, 4]);
    number(step(tf.scalar(10)));
    expect(numbersOf(other)).toEqual([1, 2, 3, 4]);
    step.dispose();
    tf.dispose([w, other]);
  });

  test('can be exchanged, and one can take the numbers of another', () => {
    const [a, b, c] = [1, 2, 3].map((value) => tf.variable(tf.tensor1d([value, value]))) as [
      tf.Variable,
      tf.Variable,
      tf.Variable,
    ];
    const step = compile(() => {
      const before = tf.clone(a);
      a.assign(b);
      b.assign(before);
      c.assign(tf.add(a, b));
      return tf.add(a, tf.mul(b, 10));
    });
    expect(numbersOf(step([]))).toEqual([12, 12]);
    expect([a, b, c].map((one) => numbersOf(one)[0])).toEqual([2, 1, 3]);
    expect(numbersOf(step([]))).toEqual([21, 21]);
    expect([a, b, c].map((one) => numbersOf(one)[0])).toEqual([1, 2, 3]);
    step.dispose();
    tf.dispose([a, b, c]);
  });

  test('are seen by all compiled steps, and stay where they are when the arena grows', () => {
    const w = tf.variable(tf.tensor1d([1, 1, 1]));
    const train = compile((x: tf.Tensor) => {
      w.assign(tf.add(w, x) as tf.Tensor1D);
      return tf.sum(w);
    });
    const evaluate = compile(() => tf.sum(tf.mul(w, 2)));
    number(train(tf.scalar(1)));
    expect(number(evaluate([]))).toBe(12);
    const large = compile((x: tf.Tensor) => tf.sum(tf.cumsum(x)));
    number(large(tf.zeros([4_000_000])));
    expect(numbersOf(w)).toEqual([2, 2, 2]);
    number(train(tf.scalar(1)));
    expect(number(evaluate([]))).toBe(18);
    for (const step of [train, evaluate, large]) step.dispose();
    w.dispose();
  });
});

describe('guards', () => {
  const refused = (message: RegExp) =>
    expect.objectContaining({ code: 'ILDL_STEP', message: expect.stringMatching(message) });

  test('a step that reads a tensor is refused with the line', () => {
    const step = compile((x: tf.Tensor) => (Number(tf.sum(x).dataSync()[0]) > 1 ? tf.neg(x) : x));
    expect(() => step(tf.scalar(2))).toThrow(
      refused(/reads the numbers of a tensor at .*compile\.test\.ts:\d+;/),
    );
    step.dispose();
  });

  test('a step that draws random numbers on its own is refused with the name of the op', () => {
    const step = compile((x: tf.Tensor) => tf.add(x, tf.randomNormal([2])));
    number(step(tf.zeros([2])));
    expect(() => step(tf.zeros([2]))).toThrow(refused(/at tf\.randomNormal it computes something else/));
    step.dispose();
    const dropped = compile((x: tf.Tensor) => tf.dropout(x, 0.5));
    number(dropped(tf.zeros([20])));
    expect(() => dropped(tf.zeros([20]))).toThrow(refused(/at tf\.randomUniform /));
    dropped.dispose();
  });

  test('a number of JavaScript that changes is refused with the name of the op', () => {
    let rate = 1;
    const step = compile((x: tf.Tensor) => tf.mul(x, rate));
    expect(number(step(tf.scalar(2)))).toBe(2);
    rate = 0.5;
    expect(() => step(tf.scalar(2))).toThrow(refused(/at tf\.mul it computes something else/));
    step.dispose();
  });

  test('a number that changes late is found at a later call', () => {
    let calls = 0;
    const step = compile((x: tf.Tensor) => tf.mul(x, calls > 100 ? 2 : 1));
    expect(() => {
      for (; calls < 1000; calls++) number(step(tf.scalar(2)));
    }).toThrow(refused(/tf\.mul/));
    expect(calls).toBeLessThan(130);
    step.dispose();
  });

  test('a tensor from outside that is another one in each call is refused', () => {
    let rows = tf.tensor1d([1, 2]);
    const step = compile((x: tf.Tensor) => tf.mul(x, rows));
    number(step(tf.scalar(2)));
    rows = tf.tensor1d([3, 4]);
    expect(() => step(tf.scalar(2))).toThrow(refused(/tf\.mul/));
    step.dispose();
  });

  test('an output shape that depends on values is refused with the op', () => {
    const step = compile((x: tf.Tensor) => tf.unique(x as tf.Tensor1D).values);
    expect(() => step(tf.tensor1d([1, 1, 2]))).toThrow(refused(/tf\.unique \(Unique\)/));
    step.dispose();
  });

  test('an index outside of a tensor is refused', () => {
    const table = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const step = compile((index: tf.Tensor) => tf.gather(table, index as tf.Tensor1D));
    expect(numbersOf(step(tf.tensor1d([1], 'int32')))).toEqual([3, 4]);
    expect(() => step(tf.tensor1d([2], 'int32'))).toThrow(refused(/index that lies outside/));
    step.dispose();
  });

  test('an op without a kernel is named once, and computes all the same', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (let i = 0; i < 2; i++) {
      const step = compile((x: tf.Tensor) => tf.mul(tf.topk(x, 2).values, 2));
      expect(numbersOf(step(tf.tensor1d([3, 1, 2])))).toEqual([6, 4]);
      expect(numbersOf(step(tf.tensor1d([1, 5, 7])))).toEqual([14, 10]);
      step.dispose();
    }
    expect(warn.mock.calls.filter(([text]) => `${text}`.includes('TopK'))).toHaveLength(1);
    warn.mockRestore();
  });

  test('a large training step recommends a native backend, once; a large prediction does not', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const w = tf.variable(tf.eye(800));
    const predict = compile((x: tf.Tensor2D) => tf.matMul(x, w as tf.Tensor2D));
    const train = compile((x: tf.Tensor2D) => {
      w.assign(tf.matMul(x, w as tf.Tensor2D));
      return tf.sum(w);
    });
    const x = tf.eye(800);
    predict(x);
    expect(warn).not.toHaveBeenCalled();
    for (let i = 0; i < 2; i++) number(train(x));
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^A step of this size, 1\.0 GFLOP, .*node-gpu/)],
    ]);
    warn.mockRestore();
    for (const step of [predict, train]) step.dispose();
    w.dispose();
  });

  test('an error of the step comes through, and leaves its variables alone', () => {
    const w = tf.variable(tf.scalar(1));
    const step = compile((x: tf.Tensor) => {
      w.assign(tf.add(w, x) as tf.Scalar);
      throw new Error('of the step');
    });
    expect(() => step(tf.scalar(2))).toThrow('of the step');
    expect(numbersOf(w)).toEqual([1]);
    step.dispose();
    w.dispose();
  });
});

describe('steps of one structure', () => {
  /** A long step, of which tests can tell how often it was traced. */
  const longStep = (factor: () => number, rows: number) => {
    const data = tf.range(0, 2 * rows).reshape([rows, 2]);
    const weights = tf.variable(tf.ones([2]));
    const counted = { traces: 0 };
    const step = compile(([index]: readonly tf.Tensor[]) => {
      counted.traces++;
      let x: tf.Tensor = tf.gather(data, index as tf.Tensor1D);
      x = tf.add(x, tf.tensor1d([factor(), 10]));
      for (let i = 0; i < 30; i++) x = tf.mul(tf.sin(x), factor());
      weights.assign(tf.add(weights, tf.mean(x, 0)));
      return x;
    });
    const expected = (row: number) =>
      [0, 1].map((column) => {
        let x = 2 * row + column + (column === 0 ? factor() : 10);
        for (let i = 0; i < 30; i++) x = Math.sin(x) * factor();
        return x;
      });
    const check = (row: number) => {
      const got = step([tf.tensor1d([row], 'int32')]);
      for (const [i, value] of numbersOf(got).entries())
        expect(value).toBeCloseTo(expected(row)[i] as number, 4);
      got.dispose();
    };
    const dispose = () => {
      step.dispose();
      weights.dispose();
    };
    return { check, counted, dispose };
  };

  test('share a module, with constants and tensors from outside of their own', () => {
    const modules = vi.spyOn(WebAssembly, 'Module');
    for (const [factor, rows] of [
      [1.5, 4],
      [1.25, 4],
      [1.5, 7],
    ] as const) {
      const { check, dispose } = longStep(() => factor, rows);
      for (const row of [0, rows - 1]) check(row);
      expect(() => check(rows)).toThrow('lies outside');
      dispose();
    }
    expect(modules).toHaveBeenCalledTimes(1);
    modules.mockRestore();
  });

  test('are traced again only where no equal one was', () => {
    const traces = [1.75, 1.75, 1.125, 1.75].map((factor) => {
      const { check, counted, dispose } = longStep(() => factor, 5);
      for (let call = 0; call < 3; call++) check(call);
      dispose();
      return counted.traces;
    });
    expect(traces).toEqual([2, 1, 2, 1]);
  });

  test('are traced again at a later call, once for all equal ones', () => {
    const traces = [1.625, 1.625].map((factor) => {
      const { check, counted, dispose } = longStep(() => factor, 5);
      for (let call = 0; call < 130; call++) check(call % 5);
      dispose();
      return counted.traces;
    });
    expect(traces).toEqual([3, 1]);
  });

  test('are refused where a number changes, though an equal one did not', () => {
    const first = longStep(() => 1.375, 5);
    for (let call = 0; call < 3; call++) first.check(call);
    first.dispose();
    let factor = 1.4375;
    const { check, dispose } = longStep(() => factor, 5);
    check(0);
    factor = 1.375;
    expect(() => check(0)).toThrow('computes something else');
    dispose();
  });
});

describe('sparse rows', () => {
  const rng = rngFrom(7);
  /** Few numbers, on columns that each have a usual one of their own. */
  const sparse = (usual: boolean) =>
    tf.tidy(() => {
      const kept = rng.bernoulli<tf.Rank.R2>([40, 30], 0.06);
      const offset = usual ? rng.normal([1, 30]) : tf.zeros([1, 30]);
      return tf.add(tf.mul(kept, rng.normal([40, 30])), offset) as tf.Tensor2D;
    });

  test.each([true, false])(
    'products and their gradients are those of dense rows (usual numbers: %s)',
    (usual) => {
      const x = sparse(usual);
      const make = () => {
        const w = tf.variable(rngFrom(1).normal<tf.Rank.R2>([30, 9]));
        const v = tf.variable(tf.zeros<tf.Rank.R2>([30, 9]), false);
        const step = (index: tf.Tensor) => {
          const { value, grads } = tf.variableGrads(
            () => tf.mean(tf.square(tf.tanh(tf.matMul(tf.gather(x, index as tf.Tensor1D), w)))) as tf.Scalar,
            [w],
          );
          const gradient = grads[w.name] as tf.Tensor2D;
          v.assign(tf.add(tf.mul(v, 0.9), gradient));
          w.assign(tf.sub(w, tf.mul(v, 2)));
          return {
            value,
            norm: tf.sum(tf.square(gradient)),
            gradient: tf.transpose(gradient),
            all: tf.matMul(x, w),
          };
        };
        return { w, v, step };
      };
      const [eager, other] = [make(), make()];
      const compiled = compile(other.step);
      for (let call = 0; call < 6; call++) {
        const index = tf.tensor1d([call, 7, 3 * call, 39], 'int32');
        const [wanted, got] = [tf.tidy(() => eager.step(index)), compiled(index)];
        for (const key of Object.keys(wanted) as (keyof typeof wanted)[])
          expectNear(got[key], wanted[key], 1e-5, `call ${call}, ${key}`);
        expectNear(other.w, eager.w, 1e-5, `call ${call}, kernel`);
      }
      compiled.dispose();
      tf.dispose([eager.w, eager.v, other.w, other.v]);
    },
  );

  test('an index outside of sparse rows is refused before anything is assigned', () => {
    const x = sparse(false);
    const w = tf.variable(tf.ones<tf.Rank.R2>([30, 2]));
    const step = compile((index: tf.Tensor1D) => {
      const product = tf.matMul(tf.gather(x, index), w);
      w.assign(tf.mul(w, 2));
      return tf.sum(product);
    });
    expect(() => step(tf.tensor1d([3, 40], 'int32'))).toThrow(/index that lies outside/);
    expect(() => step(tf.tensor1d([-1, 4], 'int32'))).toThrow(/index that lies outside/);
    expect(new Set(numbersOf(w))).toEqual(new Set([1]));
    number(step(tf.tensor1d([3, 39], 'int32')));
    expect(new Set(numbersOf(w))).toEqual(new Set([2]));
    step.dispose();
    w.dispose();
  });
});

describe('memory', () => {
  test('is constant over a thousand calls, and free after the last', () => {
    const w = tf.variable(tf.ones([20, 20]));
    const step = compile((x: tf.Tensor) => {
      w.assign(tf.matMul(w as tf.Tensor2D, x as tf.Tensor2D));
      return tf.sum(w);
    });
    const x = tf.eye(20);
    number(step(x));
    const [count, bytes] = [tf.memory().numTensors, backend().bytesInUse()];
    for (let i = 0; i < 1000; i++) number(step(x));
    expect(tf.memory().numTensors).toBe(count);
    expect(backend().bytesInUse()).toBe(bytes);
    step.dispose();
    w.dispose();
  });

  test('does not grow over two hundred steps that are compiled one after the other', () => {
    const bytes: number[] = [];
    for (let i = 0; i < 200; i++) {
      const w = tf.variable(tf.ones([50, 50]));
      const step = compile((x: tf.Tensor) => {
        w.assign(tf.matMul(w as tf.Tensor2D, x as tf.Tensor2D));
        return tf.sum(w);
      });
      number(step(tf.eye(50)));
      bytes.push(backend().bytesInUse());
      step.dispose();
      w.dispose();
    }
    expect(new Set(bytes).size).toBe(1);
  });
});
