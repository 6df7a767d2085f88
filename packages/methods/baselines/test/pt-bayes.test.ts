import { collect, rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { ptBayes } from '../src/index.js';
import { posterior, weightedGaussians } from '../src/pt-bayes.js';
import { checkConforms } from './check-conforms.js';
import { dense, flat, type TinyProblem, trainOf } from './tiny-problem.js';

type Matrix = number[][];

describeGolden<TinyProblem>('baselines/tiny_problem.json', (tiny) => {
  describeGolden<Record<string, { P_test: Matrix; theta: Matrix; var: Matrix; prior: number[] }>>(
    'baselines/ptbayes_tiny.json',
    (golden) => {
      it.each([1e-9, 0.1])('counts priors, means and variances with the smoothing %s', (smoothing) => {
        const expected = golden[`var_smoothing_${smoothing === 0.1 ? '0.1' : '1e-09'}`];
        if (expected === undefined) throw new Error('the golden numbers are of other smoothings');
        const gaussians = weightedGaussians(trainOf(tiny), smoothing);
        expectClose(gaussians.prior, expected.prior, 1e-8);
        expectClose(gaussians.mean, expected.theta, 1e-8);
        expectClose(gaussians.variance, expected.var, 1e-8);
        const p = posterior(gaussians, dense(flat(tiny.Xtest), tiny.Xtest.length));
        expectClose(p, expected.P_test, 1e-8);
      });
    },
  );
});

describe('ptBayes', () => {
  it('gives a label that no row has no degree, and the prior where no feature tells anything', async () => {
    const train = {
      x: tf.ones([2, 3]) as tf.Tensor2D,
      y: tf.tensor2d([
        [0.25, 0, 0.75],
        [0.75, 0, 0.25],
      ]),
    };
    const { predictor } = await collect(ptBayes().fit({ train, rng: rngFrom(0) }));
    expectClose(predictor.predict(tf.ones([1, 3])), [[0.5, 0, 0.5]], 1e-7);
  });

  it('refuses a smoothing that is negative', () => {
    expect(() => ptBayes({ smoothing: -0.1 })).toThrowError(expect.objectContaining({ code: 'ILDL_OPTION' }));
  });

  it('keeps the contract of a method', () => checkConforms(ptBayes(), { iterates: false }));
});
