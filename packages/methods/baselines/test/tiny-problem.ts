import type { DenseMatrix, Problem } from '@ildl/interface';

type Matrix = readonly (readonly number[])[];

/** The fixed problem that the golden numbers of the baselines are of. */
export interface TinyProblem {
  readonly X: Matrix;
  readonly Y: Matrix;
  readonly W: Matrix;
  readonly Xtest: Matrix;
  readonly clusters2: readonly number[];
  readonly clusters3: readonly number[];
}

/** Row-major, in float64. */
export const flat = (matrix: Matrix): Float64Array => Float64Array.from(matrix.flat());

export const dense = (values: Float64Array, rows: number): DenseMatrix => ({
  kind: 'dense',
  rows,
  columns: values.length / rows,
  values,
});

export const trainOf = ({ X, Y }: Pick<TinyProblem, 'X' | 'Y'>) => ({
  x: dense(flat(X), X.length),
  y: dense(flat(Y), Y.length),
});

export const problemOf = ({ X, Y }: Pick<TinyProblem, 'X' | 'Y'>): Problem => {
  const labels = (Y[0] as readonly number[]).length;
  return {
    features: (X[0] as readonly number[]).length,
    labels,
    size: X.length,
    labelMass: Array.from({ length: labels }, (_, label) =>
      Y.reduce((sum, row) => sum + (row[label] as number), 0),
    ),
  };
};
