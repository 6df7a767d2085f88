import { type Graph, type Invocation, type Node, sizeOf, type Traced } from '../graph.js';
import { at, dense, stridesOf } from '../operands.js';
import { type SparseRows, sparseRowsOf } from '../sparse-rows.js';
import { activations, formulas } from './elementwise.js';
import type { KernelCall, Rule, Rules } from './rule.js';

interface Flags {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Batched products of any rank; a batch of one is repeated. */
const product = (
  graph: Graph,
  a: Traced,
  b: Traced,
  { transposeA, transposeB }: Flags,
): Traced | undefined => {
  const [aRank, bRank] = [a.shape.length, b.shape.length];
  const side = (x: Traced, fromEnd: number) => x.shape.at(-fromEnd) as number;
  const [m, k] = transposeA ? [side(a, 1), side(a, 2)] : [side(a, 2), side(a, 1)];
  const n = transposeB ? side(b, 2) : side(b, 1);
  const [aBatch, bBatch] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const rank = Math.max(aRank, bRank) - 2;
  const wide = (batch: readonly number[]) => [...Array<number>(rank - batch.length).fill(1), ...batch];
  const [aWide, bWide] = [wide(aBatch), wide(bBatch)];
  const batch = aWide.map((own, d) => Math.max(own, bWide[d] as number));
  const shape = [...batch, m, n];
  const [aNode, bNode] = [dense(graph, a), dense(graph, b)];
  const strides = [transposeA ? 1 : k, transposeA ? m : 1, transposeB ? 1 : n, transposeB ? k : 1];
  const offsets = (own: readonly number[]) => {
    const steps = stridesOf(own).map((stride, d) => (own[d] === 1 ? 0 : stride));
    return (index: readonly number[]) => index.reduce((sum, i, d) => sum + i * (steps[d] as number), 0);
  };
  const [aOffset, bOffset] = [offsets(aWide), offsets(bWide)];
  const invocations: Invocation[] = [];
  const batchStrides = stridesOf(batch);
  for (let i = 0; i < sizeOf(batch); i++) {
    const index = batch.map((own, d) => Math.floor(i / (batchStrides[d] as number)) % own);
    invocations.push({
      kernel: 'gemm',
      args: [
        m,
        n,
        k,
        at(aNode, 4 * aOffset(index) * m * k),
        strides[0] as number,
        strides[1] as number,
        at(bNode, 4 * bOffset(index) * k * n),
        strides[2] as number,
        strides[3] as number,
        at('out', 4 * i * m * n),
      ],
    });
  }
  return { node: graph.call(invocations, sizeOf(shape)), shape, dtype: 'float32' };
};

/** Rows of a constant sparse matrix: all of them, or those of an index. */
interface ChosenRows {
  readonly matrix: SparseRows;
  readonly index: Node | undefined;
  readonly rows: number;
}

/** The array as rows of a constant matrix that is sparse, where it is that. */
const chosenRowsOf = ({ node, shape }: Traced): ChosenRows | undefined => {
  if (shape.length !== 2) return undefined;
  const [rows, columns] = shape as [number, number];
  const constant = (of: Node, count: number): SparseRows | undefined =>
    of.kind === 'source' && of.source.type === 'captured' && of.source.values instanceof Float32Array
      ? sparseRowsOf(of.source.dataId, of.source.values, count, columns)
      : undefined;
  if (node.kind === 'source') {
    const matrix = constant(node, rows);
    return matrix && { matrix, index: undefined, rows };
  }
  const [gather] = node.kind === 'call' ? node.invocations : [];
  if (gather?.kernel !== 'gather') return undefined;
  const [, , , inner, index, from] = gather.args as unknown as [
    unknown,
    unknown,
    unknown,
    number,
    { at: Node },
    { at: Node },
  ];
  if (inner !== columns) return undefined;
  const matrix = constant(from.at, from.at.size / columns);
  return matrix && { matrix, index: index.at, rows };
};

/** The kernels of sparse rows take an index as it is, so one that lies outside of the matrix has to be found before. */
const indexCheck = ({ index, rows, matrix }: ChosenRows): Invocation[] =>
  index
    ? [
        {
          kernel: 'checkIndex',
          args: [rows, { lookedUp: matrix.rowPointers.length - 1 }, at(index)],
        },
      ]
    : [];

/** The arrays of a sparse matrix, as arguments of the kernels that read it. */
const storedArrays = (graph: Graph, { index, matrix }: ChosenRows) => {
  const captured = (values: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>) =>
    at(
      graph.source(
        { type: 'captured', dataId: values, values },
        values.length,
        values instanceof Int32Array ? 'i32' : 'f32',
      ),
    );
  return [
    index ? at(index) : 0,
    captured(matrix.rowPointers),
    captured(matrix.columns),
    captured(matrix.values),
  ];
};

const offsetOf = (graph: Graph, matrix: SparseRows): Traced | undefined =>
  matrix.offset && {
    node: graph.source(
      { type: 'captured', dataId: matrix.offset, values: matrix.offset },
      matrix.offset.length,
      'f32',
    ),
    shape: [matrix.offset.length, 1],
    dtype: 'float32',
  };

/** S·W, where S = sparse + 1·offsetᵀ. */
const sparseProduct = (graph: Graph, chosen: ChosenRows, w: Traced): Traced | undefined => {
  const h = w.shape[1] as number;
  const shape = [chosen.rows, h];
  const node = graph.call(
    [
      ...indexCheck(chosen),
      {
        kernel: 'spmm',
        args: [chosen.rows, h, ...storedArrays(graph, chosen), at(dense(graph, w)), at('out')],
      },
    ],
    sizeOf(shape),
  );
  const sparse: Traced = { node, shape, dtype: 'float32' };
  const offset = offsetOf(graph, chosen.matrix);
  if (!offset) return sparse;
  const same = product(graph, offset, w, { transposeA: true, transposeB: false });
  return same && formulas(graph).add(sparse, same);
};

/** Sᵀ·G, where S = sparse + 1·offsetᵀ: rows of zeros but where a column of the chosen rows holds a number. */
const sparseTransposedProduct = (graph: Graph, chosen: ChosenRows, g: Traced): Traced => {
  const { rows, matrix } = chosen;
  const h = g.shape[1] as number;
  const columns = matrix.width;
  const shape = [columns, h];
  // Not fewer than two rows: one element stands for an array that repeats it. A power of two, since the longest row of
  // the next fold may be a little longer.
  const most = 2 ** Math.ceil(Math.log2(Math.max(2, rows * matrix.longestRow)));
  const capacity = Math.max(2, Math.min(columns, most));
  const zeroRow = graph.source({ type: 'workspace', fill: 'zeros' }, h, 'f32');
  const table = graph.source({ type: 'workspace', fill: 'address' }, columns, 'i32', [zeroRow]);
  const touched = graph.source({ type: 'workspace', fill: 'zeros' }, 1 + capacity, 'i32');
  const node = graph.call(
    [
      ...indexCheck(chosen),
      {
        kernel: 'spmmTransposed',
        args: [
          rows,
          h,
          ...storedArrays(graph, chosen),
          at(dense(graph, g)),
          at(table),
          at(touched),
          at(zeroRow),
          at('out'),
        ],
      },
    ],
    capacity * h,
    'f32',
    { rows: { table, touched, rows: columns, columns: h } },
  );
  const sparse: Traced = { node, shape, dtype: 'float32' };
  const offset = offsetOf(graph, matrix);
  if (!offset) return sparse;
  const sums: Traced = {
    node: graph.call([{ kernel: 'sum', args: [1, rows, h, at(dense(graph, g)), at('out')] }], h),
    shape: [1, h],
    dtype: 'float32',
  };
  const f = formulas(graph);
  return f.add(f.mul(offset, sums), sparse);
};

const multiply = (graph: Graph, a: Traced, b: Traced, flags: Flags): Traced | undefined => {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const chosen = flags.transposeB || b.shape.length !== 2 ? undefined : chosenRowsOf(a);
  if (!chosen) return product(graph, a, b, flags);
  return flags.transposeA ? sparseTransposedProduct(graph, chosen, b) : sparseProduct(graph, chosen, b);
};

const fused: Rule = (graph, call: KernelCall) => {
  const { input, optional, attrs } = call;
  const activation = activations[(attrs.activation as string | undefined) ?? 'linear'];
  const value = multiply(graph, input('a'), input('b'), attrs as unknown as Flags);
  if (!activation || !value) return undefined;
  const f = formulas(graph);
  const bias = optional('bias');
  return activation(f, bias ? f.add(value, bias) : value, call);
};

export const productRules: Rules = {
  BatchMatMul: (graph, { input, attrs }) =>
    multiply(graph, input('a'), input('b'), attrs as unknown as Flags),
  _FusedMatMul: fused,
};
