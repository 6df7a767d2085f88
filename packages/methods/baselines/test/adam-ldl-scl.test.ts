import { factorOf } from '@ildl/minimizers';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { describeGolden } from 'testing/golden.js';
import { describe, expect, it } from 'vitest';
import { clusterMeans, sclObjective } from '../src/adam-ldl-scl/objective.js';
import { rowsByCluster } from '../src/cluster-rows.js';
import { type AdamLdlSclOptions, adamLdlScl } from '../src/index.js';
import { joined, partsOf } from '../src/parts.js';
import { checkConforms } from './check-conforms.js';
import { endOf } from './end-of.js';
import { expectDifferences } from './expect-differences.js';
import { flat, type TinyProblem, trainOf } from './tiny-problem.js';

type Matrix = number[][];
type Golden = Record<string, Matrix> & { objective: number; lambdas_mu: [number, number, number, number] };

describeGolden<TinyProblem>('baselines/tiny_problem.json', (tiny) => {
  describeGolden<Golden>('baselines/scl_tiny.json', (golden) => {
    const { x, y } = trainOf(tiny);
    const train = { x: factorOf(x, x.rows, x.columns), y: y.values, rows: x.rows };
    const means = clusterMeans(train.y, 4, rowsByCluster(Int32Array.from(tiny.clusters3)));
    const [featureDecay, codeDecay, local, barrier] = golden.lambdas_mu;
    const weights = { featureDecay, codeDecay, local, barrier };
    const matrix = (name: string) => flat(golden[name] as Matrix);
    const parameters = { theta: matrix('theta'), w: matrix('w'), c: matrix('c') };

    it('averages the label distributions of clusters', () => expectClose(means, golden.Pk as Matrix, 1e-10));

    it('has the objective and its exact gradients', () => {
      const { value, gradients } = sclObjective(parameters, train, means, weights);
      expectClose(value, golden.objective, 1e-8);
      expectClose(gradients.theta(), golden.grad_theta_exact as Matrix, 1e-8);
      expectClose(gradients.w(), golden.grad_w_exact as Matrix, 1e-8);
      expectClose(gradients.c(), golden.grad_c_exact as Matrix, 1e-8);
    });

    it('has gradients that equal differences', () => {
      const { theta, w, c } = parameters;
      expectDifferences(
        (all) => {
          const [first, second, third] = partsOf(all, theta.length, w.length) as [
            Float64Array,
            Float64Array,
            Float64Array,
          ];
          const { value, gradients } = sclObjective(
            { theta: first, w: second, c: third },
            train,
            means,
            weights,
          );
          return { value, gradient: joined(gradients.theta(), gradients.w(), gradients.c()) };
        },
        joined(theta, w, c),
      );
    });
  });
});

describe('adamLdlScl', () => {
  const rng = rngFrom(3);
  const train = {
    x: rng.normal<tf.Rank.R2>([12, 20]),
    y: tf.softmax(rng.normal<tf.Rank.R2>([12, 3])) as tf.Tensor2D,
  };

  it('says whether it converged', async () => {
    expect(await endOf(adamLdlScl({ iterations: 3 }), train)).toMatchObject({
      converged: false,
      iterations: 3,
    });
    expect(await endOf(adamLdlScl({ tolerance: 1e9 }), train)).toMatchObject({
      converged: true,
      iterations: 2,
    });
  });

  it('refuses options out of range', () => {
    for (const options of [{ clusters: 0 }, { learningRate: 0 }, { batchSize: 1.5 }, { local: -1 }])
      expect(() => adamLdlScl(options as Partial<AdamLdlSclOptions>)).toThrowError(
        expect.objectContaining({ code: 'ILDL_OPTION' }),
      );
  });

  it('keeps the contract of a method', () => checkConforms(adamLdlScl()));
});
