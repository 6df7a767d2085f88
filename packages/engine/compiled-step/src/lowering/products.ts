import { type Graph, type Invocation, type Node, sizeOf, type Traced } from '../graph/graph.js';
import { activations, formulas } from './elementwise.js';
import { at, copyInvocation, dense, stridesOf } from './operands.js';
import type { OpCall, Rule, Rules } from './rule.js';
import { type SparseRows, sparseRowsOf } from './sparse-rows.js';

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
          args: [rows, { relocated: matrix.rows }, at(index)],
        },
      ]
    : [];

/** The arrays of a sparse matrix, as arguments of the kernels that read it. */
const storedArrays = (graph: Graph, { rowPointers, columns, values }: SparseRows) =>
  [rowPointers, columns, values].map((array) =>
    at(
      graph.source(
        { type: 'captured', dataId: array, values: array },
        array.length,
        array instanceof Int32Array ? 'i32' : 'f32',
      ),
    ),
  );

/** The index of the row of modes. */
const modeRow = (graph: Graph, { rows }: SparseRows): Node =>
  graph.source({ type: 'literal', values: Int32Array.of(rows) }, 1, 'i32');

/** S·W, where S = sparse + 1·modesᵀ. */
const sparseProduct = (graph: Graph, chosen: ChosenRows, w: Traced): Traced => {
  const { matrix } = chosen;
  const h = w.shape[1] as number;
  const weights = dense(graph, w);
  const times = (rows: number, index: Node | undefined, before: Invocation[]): Traced => {
    const args = [rows, h, index ? at(index) : 0, ...storedArrays(graph, matrix), at(weights), at('out')];
    const node = graph.call([...before, { kernel: 'spmm', args }], rows * h);
    return { node, shape: [rows, h], dtype: 'float32' };
  };
  const sparse = times(chosen.rows, chosen.index, indexCheck(chosen));
  return matrix.nonzeroModes === 0
    ? sparse
    : formulas(graph).add(sparse, times(1, modeRow(graph, matrix), []));
};

/** The rows of an array, and their sum as one row more. */
const withSum = (graph: Graph, g: Node, rows: number, h: number): Node =>
  graph.call(
    [
      copyInvocation(graph, [rows * h], { node: g, strides: [1] }, { strides: [1] }),
      { kernel: 'sum', args: [1, rows, h, at(g), at('out', 4 * rows * h)] },
    ],
    (rows + 1) * h,
  );

/** The chosen rows and the row of modes. */
const withModeRow = (graph: Graph, { index, rows, matrix }: ChosenRows): Node | undefined =>
  index &&
  graph.call(
    [
      copyInvocation(graph, [rows], { node: index, strides: [1] }, { strides: [1] }),
      copyInvocation(
        graph,
        [1],
        { node: modeRow(graph, matrix), strides: [1] },
        { strides: [1], offset: rows },
      ),
    ],
    rows + 1,
    'i32',
  );

/** Sᵀ·G, where S = sparse + 1·modesᵀ: zero but for columns with nonzeros in the chosen rows, so stored by a table of rows. */
const sparseTransposedProduct = (graph: Graph, chosen: ChosenRows, g: Traced): Traced => {
  const { rows, matrix } = chosen;
  const h = g.shape[1] as number;
  const columns = matrix.width;
  const shape = [columns, h];
  // Not fewer than two rows: one element stands for an array that repeats it. A power of two, since the rows of the next
  // fold may be a little longer.
  const most = 2 ** Math.ceil(Math.log2(Math.max(2, rows * matrix.longestRow + matrix.nonzeroModes)));
  const capacity = Math.max(2, Math.min(columns, most));
  const zeroRow = graph.source({ type: 'workspace', fill: 'zeros' }, h, 'f32');
  const table = graph.source({ type: 'workspace', fill: 'address' }, columns, 'i32', [zeroRow]);
  const touched = graph.source({ type: 'workspace', fill: 'zeros' }, 1 + capacity, 'i32');
  const own = dense(graph, g);
  const [count, index, gradient] =
    matrix.nonzeroModes === 0
      ? [rows, chosen.index, own]
      : [rows + 1, withModeRow(graph, chosen), withSum(graph, own, rows, h)];
  const node = graph.call(
    [
      ...indexCheck(chosen),
      {
        kernel: 'spmmTransposed',
        args: [
          count,
          h,
          index ? at(index) : 0,
          ...storedArrays(graph, matrix),
          at(gradient),
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
  return { node, shape, dtype: 'float32' };
};

const multiply = (graph: Graph, a: Traced, b: Traced, flags: Flags): Traced | undefined => {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const chosen = flags.transposeB || b.shape.length !== 2 ? undefined : chosenRowsOf(a);
  if (!chosen) return product(graph, a, b, flags);
  return flags.transposeA ? sparseTransposedProduct(graph, chosen, b) : sparseProduct(graph, chosen, b);
};

const fused: Rule = (graph, call: OpCall) => {
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
