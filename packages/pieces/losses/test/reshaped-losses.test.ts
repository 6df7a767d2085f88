import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { expectGradient, gradientOf } from 'testing/expect-gradient.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import {
  type ClassBalancedOptions,
  classBalancedWithLogits,
  type DistributionBalancedOptions,
  distributionBalancedWithLogits,
  type FocalOptions,
  focalWithLogits,
  klWithLogits,
} from '../src/index.js';

const y = tf.tensor2d([
  [1, 0, 0],
  [0, 0.5, 0.5],
  [0.2, 0.5, 0.3],
  [0.7, 0.2, 0.1],
]);
const logits = tf.tensor2d([
  [0.4, -1.3, 2.2],
  [0, 0.1, -0.4],
  [3, 1, -2],
  [0.5, -0.5, 0.7],
]);
const labelMass = [30, 12, 3];

const losses = {
  focalWithLogits: (t: tf.Tensor2D, z: tf.Tensor2D) => focalWithLogits(t, z),
  classBalancedWithLogits: (t: tf.Tensor2D, z: tf.Tensor2D) => classBalancedWithLogits(t, z, labelMass),
  distributionBalancedWithLogits: (t: tf.Tensor2D, z: tf.Tensor2D) =>
    distributionBalancedWithLogits(t, z, labelMass),
};
const balanced = { classBalancedWithLogits, distributionBalancedWithLogits };

describe.each(Object.entries(losses))('%s', (name, loss) => {
  it('has the gradient of its finite differences', () => {
    expectGradient((z) => loss(y, z), logits);
  });

  it('stays finite for extreme logits, and so does its gradient', () => {
    const extreme = tf.tensor2d([[1e4, -1e4, 0]]);
    const t = tf.tensor2d([[0.2, 0.5, 0.3]]);
    const numbers = [loss(t, extreme), gradientOf((z) => loss(t, z), extreme)];
    expect(numbers.flatMap((tensor) => [...tensor.dataSync()]).every(Number.isFinite)).toBe(true);
  });

  it('is a mean over rows', () => {
    const each = [0, 1, 2, 3].map((i) => loss(tf.slice(y, i, 1), tf.slice(logits, i, 1)));
    expectClose(loss(y, logits), tf.mean(tf.stack(each)));
  });

  it('refuses shapes that would broadcast', () => {
    expect(() => loss(y, tf.zeros([1, 3]))).toThrow(
      expect.objectContaining({ code: 'ILDL_INPUT', message: expect.stringContaining(`${name} got`) }),
    );
  });
});

describe('focalWithLogits', () => {
  it('is (1 - p)^focus times the loss of a label, over the number of labels', () => {
    const one = tf.tensor2d([[1, 0]]);
    const z = tf.tensor2d([[Math.log(3), 0]]);
    for (const focus of [0, 0.5, 1, 2, 3])
      expectClose(focalWithLogits(one, z, { focus }), (0.25 ** focus * Math.log(4 / 3)) / 2);
  });

  it('is the KL divergence over the number of labels with focus 0', () => {
    expectClose(focalWithLogits(y, logits, { focus: 0 }), tf.div(klWithLogits(y, logits), 3));
  });

  it('is 0 where the prediction is right', () => {
    const z = tf.tensor2d([[0.3, -0.2, 0.9]]);
    expectClose(focalWithLogits(tf.softmax(z), z), 0, 1e-7);
  });
});

describe.each(Object.entries(balanced))('%s', (name, loss) => {
  it('takes the label mass as numbers or as a tensor', () => {
    expectClose(loss(y, logits, tf.tensor1d(labelMass)), loss(y, logits, labelMass), 0);
  });

  it('counts a label without mass as one row, and stays finite', () => {
    const value = loss(y, logits, [30, 15, 0]);
    expect(Number.isFinite(value.dataSync()[0])).toBe(true);
    if (name === 'classBalancedWithLogits') expectClose(value, loss(y, logits, [30, 15, 1]), 0);
  });

  it('gives a row without mass no loss', () => {
    expectClose(loss(tf.zeros([1, 3]), tf.slice(logits, 0, 1), labelMass), 0, 0);
  });

  it('refuses a mass of other labels', () => {
    expect(() => loss(y, logits, [30, 15])).toThrow(
      expect.objectContaining({
        code: 'ILDL_INPUT',
        message: `${name} got the mass of 2 labels and label distributions of shape [4,3]; give one mass a label.`,
      }),
    );
  });
});

describe('classBalancedWithLogits', () => {
  it('weighs every row alike where all labels occur as often', () => {
    const weight = (1 - 0.9) / (1 - 0.9 ** 5);
    for (const weigh of ['label', 'rowWeight', 'rowFrequency'] as const)
      expectClose(
        classBalancedWithLogits(y, logits, [5, 5, 5], { weigh }),
        tf.mul(weight, focalWithLogits(y, logits)),
      );
  });

  it.each([1e-30, 1e-12, 1e-7, 1e-3, 0.5, 4.7, 4.8, 30, 1e4])(
    'has the weight of a label of mass %d',
    (mass) => {
      const one = tf.tensor2d([[1, 0]]);
      const z = tf.zeros<tf.Rank.R2>([1, 2]);
      for (const beta of [0.5, 0.9, 0.9999])
        for (const of of [[mass, 5], tf.tensor1d([mass, 5])])
          for (const weigh of ['label', 'rowWeight', 'rowFrequency'] as const) {
            const loss = classBalancedWithLogits(one, z, of, {
              beta,
              weigh,
              focus: 0,
            }).dataSync()[0] as number;
            // focus 0, p = 1/2: the loss without weight is ln 2 / 2.
            const weight = (1 - beta) / -Math.expm1(mass * Math.log(beta));
            expect(loss / (weight * Math.LN2 * 0.5)).toBeCloseTo(1, 5);
          }
    },
  );

  it('weighs a rare label more', () => {
    const loss = (mass: number[]) =>
      classBalancedWithLogits(y, logits, mass, { weigh: 'label' }).dataSync()[0] as number;
    expect(loss([30, 12, 3])).toBeGreaterThan(loss([30, 12, 300]));
  });
});

describe('distributionBalancedWithLogits', () => {
  it('is the focal loss where nothing is lowered, scaled or told apart', () => {
    const plain = { bias: 0, negativeScale: 1, sharpness: 0, lift: 0.5 };
    expectClose(distributionBalancedWithLogits(y, logits, labelMass, plain), focalWithLogits(y, logits));
  });

  it('stays finite where one label has all mass', () => {
    const loss = (z: tf.Tensor2D) => distributionBalancedWithLogits(y, z, [4, 0, 0]);
    expect(Number.isFinite(loss(logits).dataSync()[0])).toBe(true);
    expectGradient(loss, logits);
  });
});

describe('options', () => {
  type Options = FocalOptions & ClassBalancedOptions & DistributionBalancedOptions;
  const given = {
    focalWithLogits: (options: Options) => focalWithLogits(y, logits, options),
    classBalancedWithLogits: (options: Options) => classBalancedWithLogits(y, logits, labelMass, options),
    distributionBalancedWithLogits: (options: Options) =>
      distributionBalancedWithLogits(y, logits, labelMass, options),
  };

  it.each<[keyof typeof given, Options, string]>([
    ['focalWithLogits', { focus: -1 }, 'focus -1'],
    ['focalWithLogits', { focus: Number.NaN }, 'focus NaN'],
    ['focalWithLogits', { focus: Number.POSITIVE_INFINITY }, 'focus Infinity'],
    ['classBalancedWithLogits', { focus: -1 }, 'focus -1'],
    ['classBalancedWithLogits', { beta: 0 }, 'beta 0'],
    ['classBalancedWithLogits', { beta: 1 }, 'beta 1'],
    ['classBalancedWithLogits', { beta: Number.NaN }, 'beta NaN'],
    ['classBalancedWithLogits', { weigh: 'toString' as 'label' }, 'weigh toString'],
    ['distributionBalancedWithLogits', { focus: -1 }, 'focus -1'],
    ['distributionBalancedWithLogits', { lift: Number.NaN }, 'lift NaN'],
    ['distributionBalancedWithLogits', { sharpness: Number.POSITIVE_INFINITY }, 'sharpness Infinity'],
    ['distributionBalancedWithLogits', { threshold: Number.NaN }, 'threshold NaN'],
    ['distributionBalancedWithLogits', { bias: Number.NEGATIVE_INFINITY }, 'bias -Infinity'],
    ['distributionBalancedWithLogits', { negativeScale: 0 }, 'negativeScale 0'],
  ])('%s refuses %o', (name, options, part) => {
    expect(() => given[name](options)).toThrow(
      expect.objectContaining({
        code: 'ILDL_OPTION',
        message: expect.stringContaining(`${name} got ${part}; give`),
      }),
    );
  });
});

interface Case {
  readonly name: string;
  readonly loss: number;
  readonly gradLogits: number[][];
  readonly params: {
    readonly gamma: number;
    readonly CB_beta: number;
    readonly map: { readonly alpha: number; readonly beta: number; readonly gamma: number };
    readonly init_bias: number;
    readonly neg_scale: number;
  };
}
interface ResampleLosses {
  readonly logits: number[][];
  readonly labels: number[][];
  readonly classFreq: number[];
  readonly losses: readonly Case[];
}

/** What `weigh` is called in the file. */
const weighNames = { by_class: 'label', average_w: 'rowWeight', average_n: 'rowFrequency' } as const;

const lossOf = ({ name, params }: Case) => {
  const { gamma: focus, CB_beta: beta, map, init_bias: bias, neg_scale: negativeScale } = params;
  const [kind, mode] = name.split(' ') as [string, keyof typeof weighNames];
  const { alpha: lift, beta: sharpness, gamma: threshold } = map;
  const kinds: Readonly<
    Record<string, (t: tf.Tensor2D, z: tf.Tensor2D, mass: readonly number[]) => tf.Scalar>
  > = {
    FL: (t, z) => focalWithLogits(t, z, { focus }),
    CB: (t, z, mass) => classBalancedWithLogits(t, z, mass, { focus, beta, weigh: weighNames[mode] }),
    DB: (t, z, mass) =>
      distributionBalancedWithLogits(t, z, mass, { focus, lift, sharpness, threshold, bias, negativeScale }),
  };
  return kinds[kind] as NonNullable<(typeof kinds)[string]>;
};

describeGolden<ResampleLosses>(
  'amema/resample_losses.json',
  ({ logits: z, labels, classFreq, losses: cases }) => {
    it.each(cases)('$name', (one) => {
      const [t, at] = [tf.tensor2d(labels), tf.tensor2d(z)];
      const loss = (moved: tf.Tensor2D) => lossOf(one)(t, moved, classFreq);
      expectClose(loss(at), one.loss);
      expectClose(gradientOf(loss, at), one.gradLogits);
    });

    it('the defaults are those of the file', () => {
      const [t, at] = [tf.tensor2d(labels), tf.tensor2d(z)];
      const wanted = (prefix: string) => cases.find(({ name }) => name.startsWith(prefix))?.loss as number;
      expectClose(focalWithLogits(t, at), wanted('FL'));
      expectClose(classBalancedWithLogits(t, at, classFreq), wanted('CB average_w'));
      expectClose(distributionBalancedWithLogits(t, at, classFreq), wanted('DB'));
    });
  },
);
