import type { Rng, Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { stepError } from '../errors.js';
import {
  type Described,
  type DrawSource,
  emptyGraph,
  type Node,
  sizeOf,
  type Traced,
  type TypedArray,
} from '../graph/graph.js';
import { storedValues } from '../graph/typed-arrays.js';
import { dense } from '../lowering/operands.js';
import { rules } from '../lowering/rules.js';
import type { ArrayStore, RunOp, Tensors } from './host.js';
import type { Trace } from './trace.js';
import { leavesOf, mapLeaves } from './trees.js';

/** Ops whose output shape depends on values, so that nothing can be planned after them. */
const dynamicShape = new Set([
  'Where',
  'Unique',
  'NonMaxSuppressionV3',
  'NonMaxSuppressionV4',
  'NonMaxSuppressionV5',
  'SparseFillEmptyRows',
  'SparseReshape',
  'RaggedGather',
  'RaggedRange',
  'StringNGrams',
  'StringSplit',
]);

/** The op of TensorFlow.js that is running, by its scope. */
const runningOp = (): string => {
  const { scopeStack } = tf.engine().state as unknown as { scopeStack: readonly { name: string }[] };
  const name = scopeStack.findLast((scope) => scope.name.endsWith('__op'))?.name;
  return name ? `tf.${name.slice(0, -'__op'.length)}` : 'tf.tensor';
};

/** The line of the step that is running: the first that is of neither TensorFlow.js nor this package. */
const runningLine = (): string => {
  const own = new URL('..', import.meta.url).pathname;
  const line = (new Error().stack ?? '')
    .split('\n')
    .slice(1)
    .find((frame) => !frame.includes(own) && !/@tensorflow|tfjs|node:internal/.test(frame));
  return /([^\s(]+:\d+):\d+\)?$/.exec(line ?? '')?.[1] ?? 'an unknown line';
};

/** A running trace; the backend hands it every op in place of running it. */
interface Tracer {
  readonly op: (name: string, run: RunOp, call: Parameters<RunOp>[0]) => unknown;
  /** Data that is made within the step. */
  readonly made: (dataId: object) => void;
  /** @throws `ILDL_STEP`: a step never reads a tensor */
  readonly read: () => never;
}

/** What a trace needs of the engine: the values of tensors, and where it is entered while it runs. */
export interface TraceHost {
  readonly store: ArrayStore;
  tracer: Tracer | undefined;
}

/** Unshares the values of a variable, so that its data id stands for it alone. */
const ownNumbers = (variable: tf.Variable, store: ArrayStore): void => {
  if (!store.has(variable.dataId) || store.references(variable.dataId) === 1) return;
  const values = (store.entry(variable.dataId).values as TypedArray).slice();
  const copy = tf.tensor(values, variable.shape, variable.dtype as 'float32');
  variable.assign(copy);
  copy.dispose();
};

/**
 * Runs a step on tensors that have shapes but no values, and records what it computes. Variables are restored and all
 * memory is freed afterwards.
 * @throws `ILDL_STEP` where the step reads a tensor or computes something that cannot be planned
 */
export const traceStep = <A extends Tree>(
  step: (input: A, rng: Rng) => Tree,
  input: A,
  rng: Rng | undefined,
  host: TraceHost,
): Trace => {
  const { store } = host;
  const origins = new WeakMap<object, string>();
  let constantFrom: string | undefined;
  const graph = emptyGraph(() => constantFrom ?? runningOp());
  const symbols = new WeakMap<object, Node>();
  const registered = Object.values(tf.engine().state.registeredVariables);
  const variables = new Map<object, tf.Variable>();
  for (const variable of registered) {
    ownNumbers(variable, store);
    variables.set(variable.dataId, variable);
  }

  const symbol = ({ node, shape, dtype }: Traced): Tensors => {
    const dataId = store.add(undefined, dtype);
    symbols.set(dataId, node);
    return { dataId, shape: [...shape], dtype };
  };
  const symbolicTensor = (traced: Traced): tf.Tensor => {
    const { dataId, shape, dtype } = symbol(traced);
    return tf.engine().makeTensorFromDataId(dataId, shape, dtype);
  };

  const constantNode = (dataId: object, size: number, dtype: tf.DataType): Node => {
    const { values } = store.entry(dataId);
    if (!ArrayBuffer.isView(values) || dtype === 'string' || dtype === 'complex64')
      throw stepError(`The step uses a tensor of type ${dtype}, which a compiled step cannot hold.`);
    const origin = origins.get(dataId);
    const storage = dtype === 'int32' ? 'i32' : 'f32';
    const stored = storedValues(values as unknown as ArrayLike<number>, dtype);
    const [first] = stored;
    if (origin === undefined)
      return graph.source({ type: 'captured', dataId, values: stored }, size, storage);
    constantFrom = origin;
    const isExact = dtype !== 'int32' || Math.abs(first as number) < 2 ** 24;
    const node =
      size === 1 && isExact
        ? graph.constant(first as number)
        : graph.source({ type: 'literal', values: stored.slice() }, size, storage);
    constantFrom = undefined;
    return node;
  };

  const traced = ({ dataId, shape, dtype }: Tensors): Traced => {
    const size = sizeOf(shape);
    const variable = variables.get(dataId);
    const node =
      symbols.get(dataId) ??
      (variable
        ? graph.source({ type: 'variable', variable }, size, dtype === 'int32' ? 'i32' : 'f32')
        : constantNode(dataId, size, dtype));
    return { node, shape, dtype };
  };

  /** Runs an op without a lowering rule on zeros, for the shapes of its outputs. */
  const onHost = (name: string, run: RunOp, call: Parameters<RunOp>[0]): Tensors | Tensors[] => {
    if (dynamicShape.has(name))
      throw stepError(
        `The step uses ${runningOp()} (${name}), whose output shape depends on values; it cannot be compiled.`,
      );
    const named = Object.entries(call.inputs).flatMap(([key, value]) =>
      value === undefined || value === null ? [] : [{ name: key, ...traced(value as Tensors) }],
    );
    const inputs = named.map(({ name, shape, dtype }) => ({ name, shape, dtype }));
    host.tracer = undefined;
    let outputs: Described[];
    let constants: ArrayLike<number>[];
    let isList: boolean;
    try {
      const zeros = inputs.map(({ shape, dtype }) => tf.zeros([...shape], dtype as 'float32'));
      const byName = inputs.map(({ name }, i) => [name, zeros[i]] as const);
      const out = run({
        ...call,
        inputs: (Array.isArray(call.inputs) ? zeros : Object.fromEntries(byName)) as typeof call.inputs,
      });
      isList = Array.isArray(out);
      const made = [out].flat() as Tensors[];
      outputs = made.map(({ shape, dtype }) => ({ shape, dtype }));
      constants = made.map(({ dataId }) => store.entry(dataId).values as ArrayLike<number>);
      for (const { dataId } of made) store.remove(dataId);
      for (const one of zeros) one.dispose();
    } finally {
      host.tracer = tracer;
    }
    // An op without inputs, such as a range, gives a constant.
    const given = (all: Tensors[]) => (isList ? all : (all[0] as Tensors));
    if (inputs.length === 0)
      return given(
        outputs.map(({ shape, dtype }, i) => {
          const values = storedValues(constants[i] as ArrayLike<number>, dtype);
          const storage = dtype === 'int32' ? 'i32' : 'f32';
          const node = graph.source({ type: 'literal', values: values.slice() }, values.length, storage);
          return symbol({ node, shape, dtype });
        }),
      );
    const nodes = named.map((one) => dense(graph, one));
    const parts = graph.host(name, nodes, { inputs, attrs: call.attrs, outputs });
    return given(parts.map((node, i) => symbol({ node, ...(outputs[i] as Described) })));
  };

  const tracer: Tracer = {
    op: (name, run, call) => {
      const { inputs, attrs } = call;
      const optional = (key: string) => {
        const value = inputs[key];
        return value === undefined || value === null ? undefined : traced(value as Tensors);
      };
      const out = rules[name]?.(graph, {
        input: (key) => traced(inputs[key] as Tensors),
        optional,
        list: Array.isArray(inputs) ? (inputs as Tensors[]).map(traced) : [],
        attrs: (attrs ?? {}) as Readonly<Record<string, unknown>>,
      });
      if (out === undefined) return onHost(name, run, call);
      return Array.isArray(out) ? out.map(symbol) : symbol(out as Traced);
    },
    made: (dataId) => origins.set(dataId, runningOp()),
    read: () => {
      throw stepError(
        `The step reads the numbers of a tensor at ${runningLine()}; a step computes with tensors and reads none.`,
      );
    },
  };

  /** Draws become sources that each call fills. */
  const recording = (of: Rng, path: readonly string[]): Rng => {
    const drawn =
      (distribution: DrawSource['distribution']) =>
      (shape: number[], ...parameters: number[]) =>
        symbolicTensor({
          node: graph.source({ type: 'draw', path, distribution, shape, parameters }, sizeOf(shape), 'f32'),
          shape,
          dtype: 'float32',
        });
    return {
      ...of,
      fork: (name) => recording(of.fork(name), [...path, name]),
      uniform: drawn('uniform') as Rng['uniform'],
      normal: drawn('normal') as Rng['normal'],
      bernoulli: drawn('bernoulli') as Rng['bernoulli'],
    };
  };

  const held = registered.map((variable) => tf.keep(tf.clone(variable)));
  const computed = ({ node, shape }: Traced): Node => {
    const own = dense(graph, { node, shape });
    return own.kind === 'source'
      ? graph.elementwise('copy', [own], ['dense'], own.size, undefined, own.storage)
      : own;
  };
  let trace: Trace | undefined;
  try {
    host.tracer = tracer;
    tf.tidy(() => {
      let index = 0;
      const symbolic = mapLeaves(input, ({ shape, dtype }) =>
        symbolicTensor({
          node: graph.source(
            { type: 'argument', index: index++ },
            sizeOf(shape),
            dtype === 'int32' ? 'i32' : 'f32',
          ),
          shape,
          dtype,
        }),
      );
      const noRng = undefined as unknown as Rng;
      const result = step(symbolic, rng ? recording(rng, []) : noRng);
      const outputs = leavesOf(result).map((leaf) => {
        const one = traced(leaf);
        return { shape: [...leaf.shape], dtype: leaf.dtype, node: computed(one) };
      });
      const assigned = registered.flatMap((variable, i) =>
        variable.dataId === (held[i] as tf.Tensor).dataId
          ? []
          : [{ variable, node: computed(traced(variable)) }],
      );
      trace = { nodes: graph.nodes, result: shapeOf(result), outputs, assigned };
    });
    return trace as unknown as Trace;
  } finally {
    host.tracer = undefined;
    registered.forEach((variable, i) => {
      const before = held[i] as tf.Tensor;
      if (variable.dataId !== before.dataId) variable.assign(before);
      before.dispose();
    });
  }
};

/** A tree without its tensors. */
const shapeOf = (tree: Tree): Tree => mapLeaves(tree, () => null as unknown as tf.Tensor);

/**
 * The first node in which two traces of a step differ: something in it is neither a tensor nor drawn from the rng, and
 * changes all the same.
 */
export const differenceOf = (before: Trace, after: Trace): Node | undefined => {
  const at = after.nodes.findIndex((node, i) => node.key !== before.nodes[i]?.key);
  return at >= 0 ? after.nodes[at] : before.nodes[after.nodes.length];
};
