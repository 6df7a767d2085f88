import {
  artificial,
  type CsrMatrix,
  type Dataset,
  type DatasetErrorCode,
  type DenseMatrix,
  kFold,
  type Manifest,
  type Matrix,
  manifests,
  readMat,
  readNpz,
  rowsOf,
  type SamplingValues,
  sampleImbalanced,
} from '@ildl/datasets';
import { readDataset } from '@ildl/datasets/node';
import { describe, expectTypeOf, it } from 'vitest';

describe('types', () => {
  it('tells dense from sparse by kind', () => {
    const matrix = {} as Matrix;
    if (matrix.kind === 'csr') expectTypeOf(matrix).toEqualTypeOf<CsrMatrix>();
    else expectTypeOf(matrix).toEqualTypeOf<DenseMatrix>();
  });

  it('leads from a file to rows', () => {
    expectTypeOf(readDataset).returns.resolves.toEqualTypeOf<Dataset>();
    expectTypeOf(artificial).returns.toEqualTypeOf<Dataset>();
    expectTypeOf<Dataset['labels']>().toEqualTypeOf<DenseMatrix>();
    expectTypeOf(kFold(10)[0]?.train).toEqualTypeOf<Int32Array | undefined>();
    expectTypeOf(rowsOf).parameter(1).toEqualTypeOf<ArrayLike<number>>();
    expectTypeOf(sampleImbalanced).parameter(1).toEqualTypeOf<ArrayLike<number>>();
  });

  it('makes sampling values of a manifest usable as they are', () => {
    expectTypeOf<NonNullable<Manifest['sampling']>>().toExtend<SamplingValues>();
    expectTypeOf(manifests.get('movie')).toEqualTypeOf<Manifest | undefined>();
  });

  it('has dense arrays in .npz, dense or sparse in .mat', () => {
    expectTypeOf(readNpz(new Uint8Array()).matrices).toEqualTypeOf<ReadonlyMap<string, DenseMatrix>>();
    expectTypeOf(readMat(new Uint8Array()).matrices).toEqualTypeOf<ReadonlyMap<string, Matrix>>();
  });

  it('has codes that can be told apart', () => {
    expectTypeOf<'ILDL_DATA_TRUNCATED'>().toExtend<DatasetErrorCode>();
    expectTypeOf<'ILDL_DATA_TRUNCATE'>().not.toExtend<DatasetErrorCode>();
    // @ts-expect-error a dataset is read-only
    artificial().name = 'other';
  });
});
