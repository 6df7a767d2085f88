import { type CallNode, type Graph, type Node, sizeOf, type Traced } from '../graph/graph.js';
import { elements, formulas, isSingle } from './elementwise.js';
import { at, copyInvocation, dense, stridesOf } from './operands.js';
import { axesOf, type Rule, type Rules } from './rule.js';

/** An array as [outer, n, inner], where n are the elements to be reduced; copied where they do not lie side by side. */
const threefold = (graph: Graph, x: Traced, axes: readonly number[]) => {
  const { shape } = x;
  const node = dense(graph, x);
  const sides = shape
    .map((side, d) => ({ side, reduced: axes.includes(d) }))
    .filter(({ side }) => side !== 1);
  const n = axes.reduce((product, d) => product * (shape[d] as number), 1);
  const first = sides.findIndex(({ reduced }) => reduced);
  const last = sides.findLastIndex(({ reduced }) => reduced);
  const product = (some: readonly { side: number }[]) => sizeOf(some.map(({ side }) => side));
  if (first < 0 || sides.slice(first, last + 1).every(({ reduced }) => reduced)) {
    const inner = first < 0 ? 1 : product(sides.slice(last + 1));
    return { node, outer: n === 0 ? 0 : sizeOf(shape) / n / inner, n, inner };
  }
  const order = [
    ...shape.map((_, d) => d).filter((d) => !axes.includes(d)),
    ...shape.map((_, d) => d).filter((d) => axes.includes(d)),
  ];
  const strides = stridesOf(shape);
  const dims = order.map((d) => shape[d] as number);
  const copied = graph.call(
    [
      copyInvocation(
        graph,
        dims,
        { node, strides: order.map((d) => strides[d] as number) },
        { strides: stridesOf(dims) },
      ),
    ],
    sizeOf(shape),
    node.storage,
  );
  return { node: copied, outer: sizeOf(shape) / n, n, inner: 1 };
};

const reducedShape = (shape: readonly number[], axes: readonly number[], keepDims: boolean): number[] =>
  shape.flatMap((side, d) => (axes.includes(d) ? (keepDims ? [1] : []) : [side]));

const reduced = (graph: Graph, kernel: string, x: Traced, axes: readonly number[]): Node => {
  const { node, outer, n, inner } = threefold(graph, x, axes);
  return graph.call([{ kernel, args: [outer, n, inner, at(node), at('out')] }], outer * inner);
};

/** The rows of which a node is the square, where most of them are zeros that need not be added. */
const squaredRows = (node: Node): CallNode | undefined => {
  if (node.kind !== 'elementwise' || node.op !== 'multiply') return undefined;
  const [a, b] = node.inputs;
  return a === b && a?.kind === 'call' && a.rows ? a : undefined;
};

const sum =
  (isMean: boolean): Rule =>
  (graph, { input, attrs }) => {
    const x = input('x');
    if (x.dtype !== 'float32') return undefined;
    const axes = axesOf(attrs.axis, x.shape.length);
    const shape = reducedShape(x.shape, axes, attrs.keepDims === true);
    const count = axes.reduce((product, d) => product * (x.shape[d] as number), 1);
    const f = formulas(graph);
    if (count === 1) return { ...x, shape };
    if (isSingle(x)) return { ...f.mul({ ...x, shape: [] }, isMean ? 1 : count), shape };
    const rows = squaredRows(x.node);
    if (count === elements(x) && rows?.rows && !isMean) {
      const { touched, columns } = rows.rows;
      const args = [at(touched), columns, at(rows), at('out')];
      return { node: graph.call([{ kernel: 'sumOfSquares', args }], 1), shape, dtype: 'float32' };
    }
    if (count === elements(x))
      return { node: graph.reduceSum(dense(graph, x), isMean ? count : 1), shape, dtype: 'float32' };
    const total: Traced = { node: reduced(graph, 'sum', x, axes), shape, dtype: 'float32' };
    return isMean ? f.div(total, count) : total;
  };

const extreme =
  (kernel: 'max' | 'min' | 'prod', axisName: string): Rule =>
  (graph, { input, attrs }) => {
    const x = input('x');
    if (x.dtype !== 'float32') return undefined;
    const axes = axesOf(attrs[axisName] ?? attrs.axis, x.shape.length);
    const shape = reducedShape(x.shape, axes, attrs.keepDims === true);
    return { node: reduced(graph, kernel, x, axes), shape, dtype: x.dtype };
  };

/** Booleans are 0 and 1: all of them is their minimum, any of them their maximum. */
const truth =
  (kernel: 'max' | 'min'): Rule =>
  (graph, { input, attrs }) => {
    const x = input('x');
    const axes = axesOf(attrs.axis, x.shape.length);
    const shape = reducedShape(x.shape, axes, attrs.keepDims === true);
    return { node: reduced(graph, kernel, x, axes), shape, dtype: 'bool' };
  };

const argument =
  (kernel: 'argMax' | 'argMin'): Rule =>
  (graph, { input, attrs }) => {
    const x = input('x');
    if (x.dtype !== 'float32') return undefined;
    const axes = axesOf(attrs.axis, x.shape.length);
    const { node, outer, n, inner } = threefold(graph, x, axes);
    const found = graph.call(
      [{ kernel, args: [outer, n, inner, at(node), at('out')] }],
      outer * inner,
      'i32',
    );
    return { node: found, shape: reducedShape(x.shape, axes, false), dtype: 'int32' };
  };

/** Softmax over the last axis, as TensorFlow.js has it. */
const softmax =
  (kernel: 'softmax' | 'logSoftmax', input: string): Rule =>
  (graph, call) => {
    const x = call.input(input);
    const size = elements(x);
    const n = x.shape.at(-1) ?? 1;
    const node = dense(graph, x);
    return {
      node: graph.call([{ kernel, args: [n === 0 ? 0 : size / n, n, at(node), at('out')] }], size),
      shape: x.shape,
      dtype: 'float32',
    };
  };

const cumsum: Rule = (graph, { input, attrs }) => {
  const x = input('x');
  if (x.dtype !== 'float32') return undefined;
  const { node, outer, n, inner } = threefold(graph, x, axesOf(attrs.axis, x.shape.length));
  const flags = [attrs.exclusive ? 1 : 0, attrs.reverse ? 1 : 0];
  return {
    node: graph.call(
      [{ kernel: 'cumsum', args: [outer, n, inner, ...flags, at(node), at('out')] }],
      elements(x),
    ),
    shape: x.shape,
    dtype: x.dtype,
  };
};

export const reductionRules: Rules = {
  Sum: sum(false),
  Mean: sum(true),
  Max: extreme('max', 'reductionIndices'),
  Min: extreme('min', 'axis'),
  Prod: extreme('prod', 'axis'),
  All: truth('min'),
  Any: truth('max'),
  ArgMax: argument('argMax'),
  ArgMin: argument('argMin'),
  Softmax: softmax('softmax', 'logits'),
  LogSoftmax: softmax('logSoftmax', 'logits'),
  Cumsum: cumsum,
};
