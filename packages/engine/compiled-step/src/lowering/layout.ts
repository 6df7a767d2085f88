import * as tf from '@tensorflow/tfjs';
import { type Graph, type Node, sizeOf, type Traced } from '../graph/graph.js';
import { elements, isSingle } from './elementwise.js';
import { at, broadcast, copyInvocation, dense, isCopyable, stridesOf } from './operands.js';
import { axesOf, type Rule, type Rules } from './rule.js';

type Shape = readonly number[];

/** The same elements under another shape; a side of -1 is inferred. */
const reshaped = (x: Traced, shape: Shape): Traced => {
  const known = sizeOf(shape.filter((side) => side !== -1));
  return { ...x, shape: shape.map((side) => (side === -1 ? elements(x) / known : side)) };
};

const filled =
  (value: number): Rule =>
  (graph, { input }) => ({ ...input('x'), node: graph.constant(value) });

/** An array of `shape` whose element at `index` is the element of `x` at offset + Σ index * strides. */
const view = (graph: Graph, x: Traced, shape: Shape, strides: Shape, offset: number): Traced => {
  if (isSingle(x)) return { ...x, shape };
  const node = dense(graph, x);
  const copy = copyInvocation(graph, shape, { node, strides, offset }, { strides: stridesOf(shape) });
  return { ...x, node: graph.call([copy], sizeOf(shape), node.storage), shape };
};

const dot = (a: Shape, b: Shape): number => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

const slice = (graph: Graph, x: Traced, begin: Shape, shape: Shape): Traced => {
  const strides = stridesOf(x.shape);
  return `${shape}` === `${x.shape}` ? x : view(graph, x, shape, strides, dot(begin, strides));
};

const transpose: Rule = (graph, { input, attrs }) => {
  const x = input('x');
  const order = attrs.perm as number[];
  const strides = stridesOf(x.shape);
  return view(
    graph,
    x,
    order.map((d) => x.shape[d] as number),
    order.map((d) => strides[d] as number),
    0,
  );
};

const reverse: Rule = (graph, { input, attrs }) => {
  const x = input('x');
  const axes = axesOf(attrs.dims, x.shape.length);
  const strides = stridesOf(x.shape);
  const last = x.shape.map((side, d) => (axes.includes(d) ? side - 1 : 0));
  return view(
    graph,
    x,
    x.shape,
    strides.map((stride, d) => (axes.includes(d) ? -stride : stride)),
    dot(last, strides),
  );
};

const tile: Rule = (graph, { input, attrs }) => {
  const x = input('x');
  const times = attrs.reps as number[];
  const shape = x.shape.map((side, d) => side * (times[d] as number));
  const strides = stridesOf(x.shape);
  // Every axis becomes two: which repetition, and where in it.
  const dims = x.shape.flatMap((side, d) => [times[d] as number, side]);
  const [from, to] = [strides.flatMap((stride) => [0, stride]), stridesOf(dims)];
  if (isSingle(x)) return { ...x, shape };
  if (!isCopyable(dims, from, to)) return undefined;
  const copy = copyInvocation(graph, dims, { node: dense(graph, x), strides: from }, { strides: to });
  return { ...x, node: graph.call([copy], sizeOf(shape), x.node.storage), shape };
};

const broadcastTo: Rule = (graph, { input, attrs }) => {
  const x = input('x');
  const shape = (attrs.shape ?? attrs.inputShape) as number[];
  return isSingle(x) ? { ...x, shape } : { ...x, shape, node: broadcast(graph, x, shape) };
};

/** Arrays put side by side along an axis. */
const joined = (graph: Graph, list: readonly Traced[], axis: number): Traced | undefined => {
  const storage = list[0]?.node.storage;
  if (!storage || list.some(({ node }) => node.storage !== storage)) return undefined;
  const [first] = list as readonly [Traced];
  const side = (x: Traced) => x.shape[axis] as number;
  const shape = first.shape.map((own, d) => (d === axis ? list.reduce((sum, x) => sum + side(x), 0) : own));
  const outer = sizeOf(shape.slice(0, axis));
  const inner = sizeOf(shape.slice(axis + 1));
  const row = (shape[axis] as number) * inner;
  let offset = 0;
  const copies = list.map((x) => {
    const chunk = side(x) * inner;
    const from = { node: dense(graph, x), strides: [chunk, 1] };
    const copy = copyInvocation(graph, [outer, chunk], from, { strides: [row, 1], offset });
    offset += chunk;
    return copy;
  });
  return { ...first, node: graph.call(copies, sizeOf(shape), storage), shape };
};

const concat: Rule = (graph, { list, attrs }) => {
  const [first] = list;
  if (!first) return undefined;
  const [axis] = axesOf(attrs.axis, first.shape.length) as [number];
  const some = list.filter((x) => elements(x) > 0);
  return some.length === 0 ? first : some.length === 1 ? some[0] : joined(graph, some, axis);
};

const withAxis = (x: Traced, axis: number): Traced => ({
  ...x,
  shape: [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)],
});

const pack: Rule = (graph, { list, attrs }) => {
  const [first] = list;
  if (!first) return undefined;
  const [axis] = axesOf(attrs.axis ?? 0, first.shape.length + 1) as [number];
  const rows = list.map((x) => withAxis(x, axis));
  return rows.length === 1 ? rows[0] : joined(graph, rows, axis);
};

const pieces = (graph: Graph, x: Traced, axis: number, sides: Shape): Traced[] => {
  let start = 0;
  return sides.map((side) => {
    const part = slice(
      graph,
      x,
      x.shape.map((_, d) => (d === axis ? start : 0)),
      x.shape.map((own, d) => (d === axis ? side : own)),
    );
    start += side;
    return part;
  });
};

const unpack: Rule = (graph, { input, attrs }) => {
  const x = input('value');
  const [axis] = axesOf(attrs.axis ?? 0, x.shape.length) as [number];
  const shape = x.shape.filter((_, d) => d !== axis);
  return pieces(graph, x, axis, Array<number>(x.shape[axis] as number).fill(1)).map((part) => ({
    ...part,
    shape,
  }));
};

const split: Rule = (graph, { input, attrs }) => {
  const x = input('x');
  const [axis] = axesOf(attrs.axis, x.shape.length) as [number];
  const length = x.shape[axis] as number;
  const given = attrs.numOrSizeSplits as number | number[];
  const sides =
    typeof given === 'number' ? Array<number>(given).fill(length / given) : given.map((side) => side);
  const rest = sides.indexOf(-1);
  if (rest >= 0) sides[rest] = length - sides.reduce((sum, side) => sum + side, 1);
  return pieces(graph, x, axis, sides);
};

const pad: Rule = (graph, { input, attrs }) => {
  const x = input('x');
  if (x.dtype !== 'float32') return undefined;
  const around = attrs.paddings as [number, number][];
  const shape = x.shape.map((side, d) => {
    const [before, after] = around[d] as [number, number];
    return before + side + after;
  });
  const strides = stridesOf(shape);
  const offset = dot(
    around.map(([before]) => before),
    strides,
  );
  const node: Node = dense(graph, x);
  const background = {
    kernel: 'fill',
    args: [sizeOf(shape), { float: (attrs.constantValue as number | undefined) ?? 0 }, at('out')],
  };
  const copy = copyInvocation(graph, x.shape, { node, strides: stridesOf(x.shape) }, { strides, offset });
  return { ...x, node: graph.call([background, copy], sizeOf(shape)), shape };
};

export const layoutRules: Rules = {
  Identity: (_, { input }) => input('x'),
  Reshape: (_, { input, attrs }) => reshaped(input('x'), attrs.shape as number[]),
  ExpandDims: (_, { input, attrs }) => {
    const x = input('input');
    const [axis] = axesOf(attrs.dim ?? 0, x.shape.length + 1) as [number];
    return withAxis(x, axis);
  },
  ZerosLike: filled(0),
  OnesLike: filled(1),
  Fill: (graph, { attrs }) =>
    attrs.dtype === 'string'
      ? undefined
      : {
          node: graph.constant(attrs.value as number),
          shape: attrs.shape as number[],
          dtype: (attrs.dtype as tf.DataType | undefined) ?? 'float32',
        },
  Transpose: transpose,
  Reverse: reverse,
  Tile: tile,
  BroadcastTo: broadcastTo,
  Slice: (graph, { input, attrs }) => {
    const x = input('x');
    const given = { dataId: {}, shape: [...x.shape], dtype: x.dtype };
    const [begin, size] = tf.slice_util.parseSliceParams(
      given,
      attrs.begin as number[],
      attrs.size as number[],
    ) as [number[], number[]];
    return slice(graph, x, begin, size);
  },
  Concat: concat,
  Pack: pack,
  Unpack: unpack,
  SplitV: split,
  PadV2: pad,
};
