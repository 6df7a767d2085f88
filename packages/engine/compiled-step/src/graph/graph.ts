import type * as tf from '@tensorflow/tfjs';

/** How the elements of a buffer are stored. Booleans are float32 numbers 0 and 1. */
export type Storage = 'f32' | 'i32';

/**
 * How a loop over the elements of an output reads an input: element by element, one number for all, one row for every
 * row, one number a row, or by a table that gives the address of each row.
 */
export type Access = 'dense' | 'scalar' | 'row' | 'column' | 'byRow';

/**
 * An argument of a kernel: a number, or the address of a node or of what the kernel writes, `offset` bytes on. A number
 * that is `looked up` is not part of the code, so that data of another size can be computed on by the same.
 */
export type Argument =
  | number
  | { readonly float: number }
  | { readonly lookedUp: number }
  | { readonly at: Node | 'out'; readonly offset: number };

/** One call of a kernel of the runtime. */
export interface Invocation {
  readonly kernel: string;
  readonly args: readonly Argument[];
}

/** What a loop can compute of single elements. */
export type MapOp =
  | 'copy'
  | 'negate'
  | 'absolute'
  | 'squareRoot'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'exp'
  | 'log'
  | 'log1p'
  | 'expm1'
  | 'tanh'
  | 'erf'
  | 'sin'
  | 'cos'
  | 'pow'
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'minimum'
  | 'maximum'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'equalWhole'
  | 'lessWhole'
  | 'select'
  | 'truncate'
  | 'convert';

export type TypedArray = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

export interface DrawSource {
  readonly type: 'draw';
  /** The forks from the stream of the call to the stream that draws. */
  readonly path: readonly string[];
  readonly distribution: 'uniform' | 'normal' | 'bernoulli';
  readonly shape: readonly number[];
  readonly parameters: readonly number[];
}

/** Where numbers come from that no kernel of the step computes. */
export type Source =
  | { readonly type: 'argument'; readonly index: number }
  | { readonly type: 'variable'; readonly variable: tf.Variable }
  /** A tensor from outside the step: the same numbers in every call. */
  | { readonly type: 'captured'; readonly dataId: object; readonly values: TypedArray }
  /** Numbers written in the step. */
  | { readonly type: 'literal'; readonly values: TypedArray }
  | DrawSource
  /** Memory that a kernel keeps from call to call; `fill` is what it holds at first, given the address of its input. */
  | { readonly type: 'workspace'; readonly fill: 'zeros' | 'address' };

interface Common {
  /** Its place in the order of the trace. */
  readonly id: number;
  /** Equal keys compute equal numbers. */
  readonly key: string;
  readonly inputs: readonly Node[];
  /** Number of elements. */
  readonly size: number;
  readonly storage: Storage;
  /** The op of TensorFlow.js that made it. */
  readonly origin: string;
}

/** One float32 number, known when the step is compiled. */
export interface UniformNode extends Common {
  readonly kind: 'uniform';
  readonly value: number;
}
export interface SourceNode extends Common {
  readonly kind: 'source';
  readonly source: Source;
}
/** A function of single elements. */
export interface MapNode extends Common {
  readonly kind: 'map';
  readonly op: MapOp;
  readonly access: readonly Access[];
  /** Rows and columns, where an input is not read element by element. */
  readonly split: readonly [number, number] | undefined;
}
/** The sum of all elements of its input, divided by `divisor`. */
export interface TotalNode extends Common {
  readonly kind: 'total';
  readonly divisor: number;
}
/** Kernels of the runtime, called one after the other, that write one array. */
export interface CallNode extends Common {
  readonly kind: 'call';
  readonly invocations: readonly Invocation[];
  /** Where what it writes is to be read by a table of rows. */
  readonly rows?: RowTable;
}
/** A matrix whose rows lie at the addresses of a table; at every other row the table leads to zeros. */
export interface RowTable {
  readonly table: Node;
  /** How many rows are not zeros, and which. */
  readonly touched: Node;
  readonly rows: number;
  readonly columns: number;
}
/** A kernel that the host computes, for want of one of our own. Its outputs are `part` nodes. */
export interface HostNode extends Common {
  readonly kind: 'host';
  readonly kernel: string;
  readonly call: HostCall;
}
export interface PartNode extends Common {
  readonly kind: 'part';
  readonly index: number;
}
export interface HostCall {
  readonly inputs: readonly (Described & { readonly name: string })[];
  readonly attrs: object | undefined;
  readonly outputs: readonly Described[];
}
export interface Described {
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

export type Node = UniformNode | SourceNode | MapNode | TotalNode | CallNode | HostNode | PartNode;

/** A tensor of the step: what holds its numbers, and how they are to be read. */
export interface Traced {
  readonly node: Node;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

/** Whether a node is a tensor from outside the step. */
export const isCaptured = (node: Node): boolean => node.kind === 'source' && node.source.type === 'captured';

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/** A short text that differs for arrays that differ: two independent 32-bit hashes of their bytes. */
const fingerprint = (values: TypedArray): string => {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length);
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (const word of words) {
    a = Math.imul(a ^ word, 0x01000193);
    b = Math.imul(b ^ word ^ (b >>> 15), 0x85ebca6b);
  }
  return `${values.length}:${a >>> 0}:${b >>> 0}`;
};

/** Distinct small numbers for objects. */
const numbers = new WeakMap<object, number>();
let nextNumber = 0;
const numberOf = (object: object): number => {
  const known = numbers.get(object);
  if (known !== undefined) return known;
  numbers.set(object, ++nextNumber);
  return nextNumber;
};

const keyOfSource = (source: Source): string => {
  switch (source.type) {
    case 'argument':
      return `argument ${source.index}`;
    case 'variable':
      return `variable ${numberOf(source.variable)}`;
    case 'captured':
      return `captured ${numberOf(source.dataId)}`;
    case 'literal':
      return `literal ${fingerprint(source.values)}`;
    case 'draw':
      return `draw ${source.path.join('/')} ${source.distribution} ${source.shape} ${source.parameters}`;
    case 'workspace':
      return `workspace ${source.fill}`;
  }
};

const keyOfArgument = (argument: Argument): string =>
  typeof argument === 'number'
    ? `${argument}`
    : 'float' in argument
      ? `f${argument.float}`
      : 'lookedUp' in argument
        ? `l${argument.lookedUp}`
        : `${argument.at === 'out' ? 'out' : `n${argument.at.id}`}+${argument.offset}`;

type Details<N extends Node> = Omit<N, 'id' | 'key' | 'origin'>;

/**
 * A graph under construction. Equal nodes are made once, so what a step computes twice is computed once.
 * @param originOf names the op of TensorFlow.js that is running
 */
export const emptyGraph = (originOf: () => string) => {
  const nodes: Node[] = [];
  const byKey = new Map<string, Node>();
  let draws = 0;
  const add = <N extends Node>(key: string, details: Details<N>): N => {
    const known = byKey.get(key);
    if (known) return known as N;
    const node = { ...details, id: nodes.length, key, origin: originOf() } as unknown as N;
    nodes.push(node);
    byKey.set(key, node);
    return node;
  };
  const ids = (inputs: readonly Node[]) => inputs.map(({ id }) => id).join(',');

  const uniform = (value: number): UniformNode => {
    const rounded = Math.fround(value);
    const key = `uniform ${Object.is(rounded, -0) ? '-0' : rounded}`;
    return add<UniformNode>(key, { kind: 'uniform', inputs: [], size: 1, storage: 'f32', value: rounded });
  };

  const source = (from: Source, size: number, storage: Storage, inputs: readonly Node[] = []): SourceNode => {
    // Every draw and every workspace is one of its own, in the order of the step.
    const own = from.type === 'draw' || from.type === 'workspace';
    const key = `${keyOfSource(from)} ${size} ${storage} ${own ? draws++ : ''} ${ids(inputs)}`;
    return add<SourceNode>(key, { kind: 'source', inputs, size, storage, source: from });
  };

  const map = (
    op: MapOp,
    inputs: readonly Node[],
    access: readonly Access[],
    size: number,
    split?: readonly [number, number],
    storage: Storage = 'f32',
  ): MapNode =>
    add<MapNode>(`map ${op} ${ids(inputs)} ${access} ${size} ${split} ${storage}`, {
      kind: 'map',
      inputs,
      size,
      storage,
      op,
      access,
      split,
    });

  const total = (of: Node, divisor: number): TotalNode =>
    add<TotalNode>(`total ${of.id} ${divisor}`, {
      kind: 'total',
      inputs: [of],
      size: 1,
      storage: 'f32',
      divisor,
    });

  /** `rows`: how the output is to be read; `after`: nodes that it needs beside its arguments. */
  const call = (
    invocations: readonly Invocation[],
    size: number,
    storage: Storage = 'f32',
    { rows, after = [] }: { readonly rows?: RowTable; readonly after?: readonly Node[] } = {},
  ): CallNode => {
    const inputs = new Set<Node>(after);
    for (const { args } of invocations)
      for (const argument of args)
        if (typeof argument === 'object' && 'at' in argument && argument.at !== 'out')
          inputs.add(argument.at);
    if (rows) inputs.add(rows.table);
    const text = invocations.map(({ kernel, args }) => `${kernel}(${args.map(keyOfArgument)})`).join(' ');
    return add<CallNode>(`call ${text} ${size} ${storage}`, {
      kind: 'call',
      inputs: [...inputs],
      size,
      storage,
      invocations,
      ...(rows && { rows }),
    });
  };

  const host = (kernel: string, inputs: readonly Node[], call: HostCall): PartNode[] => {
    const key = `host ${kernel} ${ids(inputs)} ${JSON.stringify(call)}`;
    const computed = add<HostNode>(key, { kind: 'host', inputs, size: 0, storage: 'f32', kernel, call });
    return call.outputs.map(({ shape, dtype }, index) =>
      add<PartNode>(`part ${computed.id} ${index}`, {
        kind: 'part',
        inputs: [computed],
        size: sizeOf(shape),
        storage: dtype === 'int32' ? 'i32' : 'f32',
        index,
      }),
    );
  };

  return { nodes, uniform, source, map, total, call, host };
};

export type Graph = ReturnType<typeof emptyGraph>;
