import { rngFrom, stopGradient } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile, statsOf } from '../src/index.js';
import { expectNear, useCompiled } from './expect-same.js';

beforeAll(useCompiled);

/** A program by its choices, so that fast-check can shrink it: every number picks an op and its operands. */
type Choices = readonly (readonly [op: number, left: number, right: number])[];

/** Keeps numbers where float32 is precise, whatever a program does to them. */
const tame = (x: tf.Tensor) => tf.tanh(x);

const sides = [1, 2, 5];
type Op = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;
const rank2 = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [x.shape[0] ?? 1, -1]);
const fitting = (x: tf.Tensor, y: tf.Tensor): boolean =>
  x.shape.every((side, i) => {
    const other = y.shape[i - x.rank + y.rank];
    return other === undefined || side === other || side === 1 || other === 1;
  });
/** On operands that do not broadcast the second is reduced to one number. */
const together =
  (f: Op): Op =>
  (x, y) =>
    f(x, fitting(x, y) ? y : tf.mean(y));
const last = (x: tf.Tensor) => Math.max(0, x.rank - 1);

const ops: readonly Op[] = [
  together(tf.add),
  together(tf.sub),
  together(tf.mul),
  together((x, y) => tf.div(x, tf.add(tf.square(y), 1))),
  together(tf.maximum),
  together(tf.minimum),
  together((x, y) => tf.squaredDifference(x, y)),
  together((x, y) => tf.where(tf.greater(stopGradient(x), stopGradient(y)), x, tf.mul(y, tf.onesLike(x)))),
  (x) => tf.relu(x),
  (x) => tf.exp(tf.neg(tf.abs(x))),
  (x) => tf.log(tf.add(tf.abs(x), 1)),
  (x) => tf.sigmoid(x),
  (x) => tf.sqrt(tf.add(tf.square(x), 0.1)),
  (x) => tf.pow(tf.add(tf.square(x), 0.5), tf.scalar(1.5)),
  (x) => (x.rank === 0 ? x : tf.softmax(x)),
  (x) => tf.logSumExp(x, last(x), true),
  (x) => (x.rank === 0 ? x : tf.sum(x, 0)),
  (x) => (x.rank === 0 ? x : tf.mean(x, last(x), true)),
  (x) => (x.rank === 0 ? x : tf.max(x, last(x), true)),
  (x) => tf.sum(x),
  (x) => tf.transpose(x),
  (x) => (x.rank < 2 ? x : tf.reshape(x, [x.shape[1] as number, -1])),
  (x) => (x.rank === 0 ? x : tf.concat([x, tf.neg(x)], 0)),
  (x) =>
    x.rank === 0
      ? x
      : tf.slice(
          x,
          x.shape.map(() => 0),
          x.shape.map((side) => Math.min(side, 2)),
        ),
  (x) => (x.rank === 0 ? x : tf.gather(x, tf.tensor1d([0, (x.shape[0] as number) - 1, 0], 'int32'))),
  (x) => (x.rank === 0 ? x : tf.cumsum(x, last(x))),
  (x) => (x.rank === 0 ? x : tf.reverse(x, 0)),
  (x) => tf.matMul(rank2(x), rank2(x), true),
  (x) => tf.matMul(rank2(x), rank2(x), false, true),
  (x) => (x.rank !== 2 ? x : tf.mul(x, tf.oneHot(tf.argMax(x, 1), x.shape[1] as number))),
  (x) => tf.stack([x, tf.square(x)], 0),
];

const programs = fc.record({
  shapes: fc.array(fc.array(fc.constantFrom(...sides), { minLength: 0, maxLength: 3 }), {
    minLength: 2,
    maxLength: 3,
  }),
  choices: fc.array(fc.tuple(fc.nat(ops.length - 1), fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 14 }),
  seed: fc.nat(1000),
});

/** Runs the choices on a pool of tensors that grows; a tensor that became large is left out. */
const grow = (pool: tf.Tensor[], choices: Choices): tf.Tensor[] => {
  for (const [op, left, right] of choices) {
    const [x, y] = [pool[left % pool.length] as tf.Tensor, pool[right % pool.length] as tf.Tensor];
    const made = tame((ops[op] as Op)(x, y));
    if (made.size <= 400 && made.rank <= 4) pool.push(made);
  }
  return pool;
};

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

describe('random programs', () => {
  test('compute the same compiled, gradients and assignments included', () => {
    fc.assert(
      fc.property(programs, ({ shapes, choices, seed }) => {
        const rng = rngFrom(seed);
        const before = tf.memory().numTensors;
        const initial = shapes.map((shape) => rng.normal(shape as [number]));
        const input = rng.normal<tf.Rank.R2>([5, 2]);
        const make = (factor: number) => {
          const variables = initial.map((value) => tf.variable(value));
          const step = ([x]: readonly tf.Tensor[]) => {
            const { value, grads } = tf.variableGrads(() => {
              const pool = grow([...variables, x as tf.Tensor], choices);
              return tf.addN(pool.map((one) => tf.mean(tf.square(one)))) as tf.Scalar;
            }, variables);
            const outputs = grow([x as tf.Tensor, ...variables], choices)
              .slice(-3)
              .map((one) => tf.mul(one, factor));
            for (const one of variables) {
              const gradient = grads[one.name];
              if (gradient) one.assign(tf.sub(one, tf.mul(tame(gradient), 0.1)));
            }
            return [value, ...outputs];
          };
          return { variables, step };
        };
        // The second step finds what was made of the first.
        for (const factor of [0.5, 0.75]) {
          const [eager, other] = [make(factor), make(factor)];
          // TensorFlow.js has no gradient of some programs, such as of a maximum that repeats an operand.
          const wantedFirst = attempt(() => tf.tidy(() => eager.step([input])));
          if (!wantedFirst) tf.dispose([...eager.variables, ...other.variables, ...initial, input]);
          fc.pre(wantedFirst !== undefined);
          const compiled = compile(other.step);
          for (let call = 0; call < 3; call++) {
            const wanted = call === 0 && wantedFirst ? wantedFirst : tf.tidy(() => eager.step([input]));
            const got = compiled([input]);
            for (const [i, tensor] of got.entries())
              expectNear(tensor, wanted[i] as tf.Tensor, 2e-5, `call ${call}, output ${i}`);
            for (const [i, variable] of other.variables.entries())
              expectNear(variable, eager.variables[i] as tf.Tensor, 2e-5, `call ${call}, variable ${i}`);
            tf.dispose([...wanted, ...got]);
          }
          expect(statsOf(compiled)[0]?.hostOps).toEqual([]);
          compiled.dispose();
          tf.dispose([...eager.variables, ...other.variables]);
        }
        tf.dispose([...initial, input]);
        expect(tf.memory().numTensors).toBe(before);
      }),
      { numRuns: 300 },
    );
  });
});
