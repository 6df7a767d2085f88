import {
  type Access,
  type Argument,
  type ElementwiseOp,
  type Graph,
  type Invocation,
  type Node,
  type Storage,
  sizeOf,
  type Traced,
} from '../graph/graph.js';

type Shape = readonly number[];

export const at = (node: Node | 'out', offset = 0): Argument => ({ at: node, offset });

/** Strides in elements of a row-major array. */
export const stridesOf = (shape: Shape): number[] => {
  const strides = shape.map(() => 1);
  for (let d = shape.length - 2; d >= 0; d--)
    strides[d] = (strides[d + 1] as number) * (shape[d + 1] as number);
  return strides;
};

/** Axes that both sides step through as if they were one, joined. */
const joinedAxes = (dims: Shape, from: Shape, to: Shape) => {
  const joined: { side: number; from: number; to: number }[] = [];
  for (const [d, side] of dims.entries()) {
    if (side === 1) continue;
    const next = { side, from: from[d] as number, to: to[d] as number };
    const last = joined.at(-1);
    if (last && last.from === next.from * side && last.to === next.to * side) {
      joined.pop();
      next.side *= last.side;
    }
    joined.push(next);
  }
  return joined;
};

/** Copies elements between arrays of any strides. */
export const copyInvocation = (
  graph: Graph,
  dims: Shape,
  from: { readonly node: Node; readonly strides: Shape; readonly offset?: number },
  to: { readonly strides: Shape; readonly offset?: number },
): Invocation => {
  const axes = joinedAxes(dims, from.strides, to.strides);
  const descriptor = Int32Array.of(
    axes.length,
    ...axes.map(({ side }) => side),
    ...axes.map((axis) => axis.from),
    ...axes.map((axis) => axis.to),
  );
  const described = graph.source({ type: 'literal', values: descriptor }, descriptor.length, 'i32');
  return {
    kernel: 'copyStrided',
    args: [at(described), at(from.node, 4 * (from.offset ?? 0)), at('out', 4 * (to.offset ?? 0))],
  };
};

/** Whether `copyStrided` can do it: it steps through at most six axes. */
export const isCopyable = (dims: Shape, from: Shape, to: Shape): boolean =>
  joinedAxes(dims, from, to).length <= 6;

/**
 * The array in a buffer of its own, element after element, for kernels that read nothing else. A node of one element
 * may stand for an array that repeats it.
 */
export const dense = (graph: Graph, { node, shape }: Pick<Traced, 'node' | 'shape'>): Node => {
  if (node.kind === 'call' && node.rows) {
    const { table, rows, columns } = node.rows;
    const invocation = { kernel: 'expandRows', args: [rows, columns, at(table), at('out')] };
    return graph.call([invocation], rows * columns, 'f32', { after: [node] });
  }
  const size = sizeOf(shape);
  if (node.kind === 'constant')
    return graph.call([{ kernel: 'fill', args: [size, { float: node.value }, at('out')] }], size);
  if (node.size === size) return node;
  const repeated = copyInvocation(graph, [size], { node, strides: [0] }, { strides: [1] });
  return graph.call([repeated], size, node.storage);
};

/** The broadcast shape of several operands. */
const broadcastShape = (shapes: readonly Shape[]): number[] => {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, d) => {
    const sides = shapes.map((shape) => shape[d - rank + shape.length] ?? 1);
    return sides.find((side) => side !== 1) ?? 1;
  });
};

const aligned = (shape: Shape, rank: number): number[] => [
  ...Array<number>(rank - shape.length).fill(1),
  ...shape,
];

/** How an array of one shape is read for one of another; `undefined` where it has to be copied first. */
const readingOf = (
  from: Shape,
  to: Shape,
): { readonly access: Access; readonly split?: readonly [number, number] } | undefined => {
  const [size, all] = [sizeOf(from), sizeOf(to)];
  if (size === 1) return { access: 'scalar' };
  if (size === all) return { access: 'dense' };
  const own = aligned(from, to.length);
  const kept = to.flatMap((side, d) => (side === 1 ? [] : [own[d] === side]));
  const changes = kept.filter((keeps, i) => i > 0 && keeps !== kept[i - 1]).length;
  if (changes !== 1) return undefined;
  return kept[0]
    ? { access: 'column', split: [size, all / size] }
    : { access: 'row', split: [all / size, size] };
};

/** A copy of an array in a larger shape, each number repeated where the smaller shape has one side. */
export const broadcast = (graph: Graph, traced: Traced, shape: Shape): Node => {
  const own = aligned(traced.shape, shape.length);
  const strides = stridesOf(own).map((stride, d) => (own[d] === 1 ? 0 : stride));
  const node = dense(graph, traced);
  return graph.call(
    [copyInvocation(graph, shape, { node, strides }, { strides: stridesOf(shape) })],
    sizeOf(shape),
    node.storage,
  );
};

const isConstant = (node: Node, value: number): boolean => node.kind === 'constant' && node.value === value;

/** What need not be computed: x + 0, x - 0, x * 1, x / 1. */
const unchanged = (op: ElementwiseOp, inputs: readonly Traced[], size: number): Node | undefined => {
  const [a, b] = inputs as readonly [Traced, Traced];
  const isFullSize = ({ shape }: Traced) => sizeOf(shape) === size;
  if ((op === 'add' || op === 'subtract') && isConstant(b.node, 0) && isFullSize(a)) return a.node;
  if ((op === 'multiply' || op === 'divide') && isConstant(b.node, 1) && isFullSize(a)) return a.node;
  if (op === 'add' && isConstant(a.node, 0) && isFullSize(b)) return b.node;
  if (op === 'multiply' && isConstant(a.node, 1) && isFullSize(b)) return b.node;
  return undefined;
};

/** A function of the elements of arrays, each repeated to the shape that all of them fit in. */
export const elementwise = (
  graph: Graph,
  op: ElementwiseOp,
  inputs: readonly Traced[],
  storage: Storage = 'f32',
  dtype: Traced['dtype'] = 'float32',
): Traced => {
  const shape = broadcastShape(inputs.map((input) => input.shape));
  const size = sizeOf(shape);
  const same = unchanged(op, inputs, size);
  if (same) return { node: same, shape, dtype };
  if (inputs.every(({ node }) => node.size === 1 && !(node.kind === 'call' && node.rows)))
    return {
      node: graph.elementwise(
        op,
        inputs.map(({ node }) => node),
        inputs.map(() => 'scalar'),
        1,
        undefined,
        storage,
      ),
      shape,
      dtype,
    };
  let split: readonly [number, number] | undefined;
  const fits = (other: readonly [number, number]): boolean => {
    if (split === undefined) split = other;
    return split[0] === other[0] && split[1] === other[1];
  };
  const access: Access[] = [];
  const nodes = inputs.map((input): Node => {
    const { node } = input;
    if (node.kind === 'call' && node.rows) {
      const { rows, columns } = node.rows;
      if (rows * columns === size && fits([rows, columns])) {
        access.push('byRow');
        return node;
      }
    }
    const reading = node.size === 1 ? { access: 'scalar' as const } : readingOf(input.shape, shape);
    if (reading && (!('split' in reading) || fits(reading.split as readonly [number, number]))) {
      access.push(reading.access);
      return node;
    }
    access.push('dense');
    return broadcast(graph, input, shape);
  });
  return { node: graph.elementwise(op, nodes, access, size, split, storage), shape, dtype };
};
