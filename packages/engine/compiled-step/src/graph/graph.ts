import type * as tf from '@tensorflow/tfjs';

/** How the elements of a buffer are stored. Booleans are float32 0 and 1. */
export type Storage = 'f32' | 'i32';

/**
 * How a loop over the elements of an output reads an input: element by element, one scalar, one row for all rows, one
 * element a row (a column), or through a table with the address of each row.
 */
export type Access = 'dense' | 'scalar' | 'row' | 'column' | 'byRow';

/**
 * An argument of a kernel: an immediate, or the address of a node or of the output, plus `offset` bytes. A `relocated`
 * operand (and every float) is read from the constant table, so that modules are shared across folds.
 */
export type Argument =
  | number
  | { readonly float: number }
  | { readonly relocated: number }
  | { readonly at: Node | 'out'; readonly offset: number };

/** One call of a kernel of the runtime. */
export interface Invocation {
  readonly kernel: string;
  readonly args: readonly Argument[];
}

/** Elementwise operations. */
export type ElementwiseOp =
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
  | 'equalInt32'
  | 'lessInt32'
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

/** A value that the step does not compute. */
export type Source =
  | { readonly type: 'argument'; readonly index: number }
  | { readonly type: 'variable'; readonly variable: tf.Variable }
  /** A tensor from outside the step: the same values in every call. */
  | { readonly type: 'captured'; readonly dataId: object; readonly values: TypedArray }
  /** Values written in the step. */
  | { readonly type: 'literal'; readonly values: TypedArray }
  | DrawSource
  /** Memory that a kernel keeps from call to call; initially zeros, or the address of its input in each element. */
  | { readonly type: 'workspace'; readonly fill: 'zeros' | 'address' };

interface Common {
  /** Its place in the order of the trace. */
  readonly id: number;
  /** Equal keys compute equal values; what nodes are interned by. */
  readonly key: string;
  readonly inputs: readonly Node[];
  /** Number of elements. */
  readonly size: number;
  readonly storage: Storage;
  /** The op of TensorFlow.js that made it. */
  readonly origin: string;
}

/** A float32 scalar known at compile time. */
export interface ConstantNode extends Common {
  readonly kind: 'constant';
  readonly value: number;
}
export interface SourceNode extends Common {
  readonly kind: 'source';
  readonly source: Source;
}
/** An elementwise operation, with broadcasting by `access`. */
export interface ElementwiseNode extends Common {
  readonly kind: 'elementwise';
  readonly op: ElementwiseOp;
  readonly access: readonly Access[];
  /** Rows and columns, where an input is not read element by element. */
  readonly split: readonly [number, number] | undefined;
}
/** The sum of all elements of its input, divided by `divisor`. */
export interface ReduceSumNode extends Common {
  readonly kind: 'reduceSum';
  readonly divisor: number;
}
/** Kernel calls, in order, that write one array. */
export interface CallNode extends Common {
  readonly kind: 'call';
  readonly invocations: readonly Invocation[];
  /** Present where its output is read through a table of rows. */
  readonly rows?: RowTable;
}
/** A matrix with few nonzero rows, stored compactly: a table gives the address of each row, or of a row of zeros. */
export interface RowTable {
  readonly table: Node;
  /** Count and indices of the nonzero rows. */
  readonly touched: Node;
  readonly rows: number;
  readonly columns: number;
}
/** An op without a lowering rule, run on the host. Its outputs are `hostOutput` nodes. */
export interface HostNode extends Common {
  readonly kind: 'host';
  /** Its name in TensorFlow.js. */
  readonly op: string;
  readonly call: HostCall;
}
export interface HostOutputNode extends Common {
  readonly kind: 'hostOutput';
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

export type Node =
  | ConstantNode
  | SourceNode
  | ElementwiseNode
  | ReduceSumNode
  | CallNode
  | HostNode
  | HostOutputNode;

/** A tensor of the step: the node that holds its values, and the shape and type it is read as. */
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

/** Serial numbers of objects. */
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
      : 'relocated' in argument
        ? `r${argument.relocated}`
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

  const constant = (value: number): ConstantNode => {
    const rounded = Math.fround(value);
    const key = `constant ${Object.is(rounded, -0) ? '-0' : rounded}`;
    return add<ConstantNode>(key, { kind: 'constant', inputs: [], size: 1, storage: 'f32', value: rounded });
  };

  const source = (from: Source, size: number, storage: Storage, inputs: readonly Node[] = []): SourceNode => {
    // Every draw and every workspace is one of its own, in the order of the step.
    const own = from.type === 'draw' || from.type === 'workspace';
    const key = `${keyOfSource(from)} ${size} ${storage} ${own ? draws++ : ''} ${ids(inputs)}`;
    return add<SourceNode>(key, { kind: 'source', inputs, size, storage, source: from });
  };

  const elementwise = (
    op: ElementwiseOp,
    inputs: readonly Node[],
    access: readonly Access[],
    size: number,
    split?: readonly [number, number],
    storage: Storage = 'f32',
  ): ElementwiseNode =>
    add<ElementwiseNode>(`elementwise ${op} ${ids(inputs)} ${access} ${size} ${split} ${storage}`, {
      kind: 'elementwise',
      inputs,
      size,
      storage,
      op,
      access,
      split,
    });

  const reduceSum = (of: Node, divisor: number): ReduceSumNode =>
    add<ReduceSumNode>(`reduceSum ${of.id} ${divisor}`, {
      kind: 'reduceSum',
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

  const host = (op: string, inputs: readonly Node[], call: HostCall): HostOutputNode[] => {
    const key = `host ${op} ${ids(inputs)} ${JSON.stringify(call)}`;
    const computed = add<HostNode>(key, { kind: 'host', inputs, size: 0, storage: 'f32', op, call });
    return call.outputs.map(({ shape, dtype }, index) =>
      add<HostOutputNode>(`hostOutput ${computed.id} ${index}`, {
        kind: 'hostOutput',
        inputs: [computed],
        size: sizeOf(shape),
        storage: dtype === 'int32' ? 'i32' : 'f32',
        index,
      }),
    );
  };

  return { nodes, constant, source, elementwise, reduceSum, call, host };
};

export type Graph = ReturnType<typeof emptyGraph>;
