import type { CsrMatrix, DenseMatrix } from '@ildl/interface';
import { denseValues, matmul } from '@ildl/minimizers';
import { expectClose } from 'testing/expect-close.js';
import { describe, expect, it } from 'vitest';
import { labelCorrelation } from '../src/ldlsf/objective.js';
import { weightStep } from '../src/ldlsf/steps.js';
import { crossEntropy } from '../src/linear/cross-entropy.js';
import { linearSoftmaxWithIntercept, withIntercept } from '../src/linear/linear-softmax.js';
import { rowSpace } from '../src/linear/row-space.js';
import { weightSpace } from '../src/linear/weight-space.js';
import { whitenedSpace } from '../src/linear/whitened-space.js';
import { posterior, weightedGaussians } from '../src/pt-bayes.js';
import { dense } from './tiny-problem.js';

const labels = 3;

/** The same rows as a dense matrix, two thirds of it nonzero, and as CSR, with label distributions and weights. */
const problemOf = (rows: number, features: number) => {
  const x = dense(
    Float64Array.from({ length: rows * features }, (_, i) => (i % 3 === 0 ? 0 : Math.sin(1 + i * i))),
    rows,
  );
  const nonzeros = [...x.values.entries()].filter(([, value]) => value !== 0);
  const csr: CsrMatrix = {
    kind: 'csr',
    rows,
    columns: features,
    values: Float64Array.from(nonzeros, ([, value]) => value),
    columnIndices: Int32Array.from(nonzeros, ([i]) => i % features),
    rowPointers: Int32Array.from(
      { length: rows + 1 },
      (_, row) => nonzeros.filter(([i]) => i < row * features).length,
    ),
  };
  const y: DenseMatrix = dense(
    Float64Array.from(
      { length: rows * labels },
      (_, i) => [0.5 + i / 500, 0.3, 0.2 - i / 500][i % 3] as number,
    ),
    rows,
  );
  const w = Float64Array.from({ length: (features + 1) * labels }, (_, i) => Math.cos(i));
  return { x, csr, y, w };
};

describe.each([
  [12, 5],
  [5, 12],
])('CSR rows are taken as dense ones are: %i × %i', (rows, features) => {
  const { x, csr, y, w } = problemOf(rows, features);
  const own = w.subarray(0, features * labels);

  it('with an intercept', () => {
    expect(denseValues(withIntercept(csr))).toEqual(denseValues(withIntercept(x)));
    const problem = { features, labels, size: rows, labelMass: [1, 1, 1] };
    const [sparse, full] = [csr, x].map((matrix) => linearSoftmaxWithIntercept(w, matrix, problem));
    expectClose(sparse as Float64Array, [...(full as Float64Array)], 1e-12);
  });

  it('in the spaces of linear models', () => {
    const [sparse, full] = [csr, x].map((matrix) => {
      const space = weightSpace(matrix, rows, features, own);
      const at = space.start.map((value, i) => value + Math.sin(i));
      const { value, gradient } = space.objective(crossEntropy(y.values, labels), 0.3)(at);
      return [value, ...gradient, ...space.weights(at), ...space.logits(at)];
    });
    expectClose(sparse as number[], full as number[], 1e-9);
    const [whitened, other] = [csr, x].map((matrix) => {
      const space = whitenedSpace(matrix, rows, features, labels, { curvature: 0.25, penalty: 0.1 });
      const at = space.start.map((_, i) => Math.sin(i));
      return [...space.weights(at), ...space.logits(at), space.squaredLength(at)];
    });
    expectClose(whitened as number[], other as number[], 1e-8);
    expect(rowSpace(csr, rows, features).rank).toBe(rowSpace(x, rows, features).rank);
  });

  it('in the closed step of LDLSF, and by naive Bayes', () => {
    const [sparse, full] = [csr, x].map((matrix) => {
      const train = { x: matrix, y };
      const { step } = weightStep(train, labelCorrelation(y), { correlation: 1e-3, penalty: 0.1 });
      const split = { specific: own, shared: new Float64Array(own.length) };
      const moved = step(split, own.map(Math.sin), new Float64Array(rows));
      expectClose(moved.xw, [...matmul(x, moved.w, rows, features, labels)], 1e-9);
      return [...moved.w, ...posterior(weightedGaussians(train, 0.1), matrix)];
    });
    expectClose(sparse as number[], full as number[], 1e-9);
  });
});
