import type { Rng, Tree } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import type { Arena, Block } from './arena.js';
import type { ArrayStore } from './compiled-backend.js';
import { emitCalls, emitCopy, emitLoop, reporting, reports, type Surroundings } from './emit.js';
import { stepError } from './errors.js';
import { fuse, type Group, isComputed, liveNodes } from './fuse.js';
import type { Argument, DrawSource, HostNode, Node, SourceNode, TypedArray } from './graph.js';
import { arrayFor, hostCall } from './host-call.js';
import type { Kernels, VectorFunctions } from './kernels.js';
import { shareMemory } from './share-memory.js';
import { type RunKernel, storedValues, type Trace } from './tracer.js';
import type { Place, VariablePlaces } from './variables.js';
import { type Defined, encodeModule, f32, type Imported, i32, unsigned, v128 } from './wasm-encoding.js';

/** What plans share: memory, kernels, and the numbers of tensors and variables. */
export interface Engine {
  readonly arena: Arena;
  readonly kernels: Kernels & VectorFunctions;
  readonly store: ArrayStore;
  readonly places: VariablePlaces;
  readonly constants: ConstantBlocks;
  /** Runs a kernel of TensorFlow.js on the host. */
  readonly runOnHost: (kernel: string) => RunKernel;
  readonly modules: Map<string, WebAssembly.Module>;
}

/** Constants of plans in the arena, each once. */
export const constantBlocks = (arena: Arena) => {
  const blocks = new Map<object, { readonly block: Block; users: number }>();
  return {
    acquire: (identity: object, values: TypedArray): Block => {
      let known = blocks.get(identity);
      if (!known) {
        known = { block: arena.allocate(4 * values.length, { data: true }), users: 0 };
        arena.write(known.block.address, values);
        blocks.set(identity, known);
      }
      known.users++;
      return known.block;
    },
    release: (identity: object): void => {
      const known = blocks.get(identity);
      if (!known || --known.users > 0) return;
      arena.release(known.block);
      blocks.delete(identity);
    },
  };
};
type ConstantBlocks = ReturnType<typeof constantBlocks>;

/** Figures of a plan. */
export interface PlanFigures {
  /** Distinct operations that were recorded. */
  readonly recorded: number;
  /** Loops and calls of kernels that are run. */
  readonly launches: number;
  /** Kernels that the host runs, for want of one of our own. */
  readonly hostKernels: readonly string[];
  readonly codeBytes: number;
  /** Floating-point operations of dense products. */
  readonly operations: number;
  /** Whether it assigns variables, as a training step does. */
  readonly trains: boolean;
}

export interface Plan {
  readonly figures: PlanFigures;
  /** The tree that comes out; its leaves are in the order of what `run` returns. */
  readonly result: Tree;
  run(inputs: readonly tf.Tensor[], rng: Rng | undefined): tf.Tensor[];
  dispose(): void;
}

const sourcesOfType = <T extends SourceNode['source']['type']>(nodes: readonly Node[], type: T) =>
  nodes.filter(
    (node): node is SourceNode & { source: { type: T } } =>
      node.kind === 'source' && node.source.type === type,
  );

/**
 * Lays out what a trace computes in the arena and turns it into one WebAssembly function.
 * @throws `ILDL_STEP` where the arena has no room
 */
export const planOf = (trace: Trace, engine: Engine): Plan => {
  const { arena, kernels, store, places, constants } = engine;
  const results = [...trace.outputs.map(({ node }) => node), ...trace.assigned.map(({ node }) => node)];
  const live = liveNodes(results);
  const groups = fuse(live);
  const isResult = new Set(results);

  const groupOf = new Map<Node, Group>();
  for (const group of groups) for (const node of group.members) groupOf.set(node, group);
  const orderOf = new Map(groups.map((group, i) => [group, i]));
  const placeOf = (node: Node): number => orderOf.get(groupOf.get(node) as Group) ?? -1;
  const readers = new Map<Node, Node[]>(live.map((node) => [node, []]));
  for (const node of live) for (const input of node.inputs) readers.get(input)?.push(node);
  const readersOf = (node: Node): readonly Node[] => readers.get(node) ?? [];
  const isStored = (node: Node): boolean =>
    isResult.has(node) || readersOf(node).some((reader) => groupOf.get(reader) !== groupOf.get(node));

  const addresses = new Map<Node, number>();
  const addressOf = (node: Node): number => {
    const address = addresses.get(node);
    if (address === undefined) throw new Error(`no address of ${node.key}`);
    return address;
  };
  const blocks: Block[] = [];
  const own = (bytes: number): Block => {
    const block = arena.allocate(bytes);
    blocks.push(block);
    return block;
  };
  const heldConstants: object[] = [];
  const heldPlaces = new Map<tf.Variable, Place>();
  const dispose = () => {
    for (const identity of heldConstants.splice(0)) constants.release(identity);
    for (const place of heldPlaces.values()) places.release(place);
    heldPlaces.clear();
    for (const block of blocks.splice(0)) arena.release(block);
  };

  try {
    // What is there before the first loop.
    for (const node of live) {
      if (node.kind !== 'source') continue;
      const { source } = node;
      if (source.type === 'variable') continue;
      if (source.type === 'captured') {
        addresses.set(node, constants.acquire(source.dataId, source.values).address);
        heldConstants.push(source.dataId);
      } else {
        const { address } = own(4 * node.size);
        addresses.set(node, address);
        if (source.type === 'literal') arena.write(address, source.values);
        if (source.type === 'workspace') {
          const value = source.fill === 'zeros' ? 0 : addressOf(node.inputs[0] as Node);
          arena.wholes(address, node.size).fill(value);
        }
      }
    }
    const sourceOf = new Map<tf.Variable, Node>(
      sourcesOfType(live, 'variable').map((node) => [node.source.variable, node]),
    );
    for (const variable of new Set([...sourceOf.keys(), ...trace.assigned.map(({ variable }) => variable)])) {
      const place = places.acquire(variable);
      heldPlaces.set(variable, place);
      const node = sourceOf.get(variable);
      if (node) addresses.set(node, place.block.address);
    }

    // New numbers of a variable go where the old ones are, once nothing is to read those any more.
    const copies: { readonly node: Node; readonly place: Place }[] = [];
    for (const { variable, node } of trace.assigned) {
      const place = heldPlaces.get(variable) as Place;
      const old = sourceOf.get(variable);
      const at = placeOf(node);
      const inPlace =
        !addresses.has(node) &&
        (node.kind === 'map' || node.kind === 'call') &&
        !(node.kind === 'call' && node.rows) &&
        (old ? readersOf(old) : []).every((reader) => {
          const when = placeOf(reader);
          if (when !== at) return when < at;
          return (
            reader.kind === 'total' ||
            (reader.kind === 'map' &&
              reader.inputs.every((input, i) => input !== old || reader.access[i] === 'dense'))
          );
        });
      if (inPlace) addresses.set(node, place.block.address);
      else copies.push({ node, place });
    }

    // Temporaries share memory: each is free again after its last reader.
    const lastReader = (node: Node): number =>
      isResult.has(node) ? groups.length : Math.max(placeOf(node), ...readersOf(node).map(placeOf));
    const temporary: { readonly node: Node; readonly from: number; readonly to: number }[] = [];
    for (const node of live)
      if (
        isComputed(node) &&
        node.kind !== 'uniform' &&
        node.size > 0 &&
        isStored(node) &&
        !addresses.has(node)
      )
        temporary.push({ node, from: placeOf(node), to: lastReader(node) });
    const layout = shareMemory(temporary.map(({ node, from, to }) => ({ bytes: 4 * node.size, from, to })));
    const scratch = own(layout.bytes);
    for (const [i, { node }] of temporary.entries())
      addresses.set(node, scratch.address + (layout.offsets[i] as number));

    const lookups = lookupTable(live, addressOf, (bytes) => own(bytes).address);
    const { module, hostNodes } = encode(groups, copies, { addressOf, isStored, ...lookups }, engine.modules);
    arena.write(lookups.address, lookups.values());
    const imports = {
      env: { memory: arena.memory },
      kernels: { ...kernels },
      host: Object.fromEntries(
        hostNodes.map((node, i) => [`${i}`, hostCall(node, groupOf, addressOf, engine)]),
      ),
    };
    const { run: execute } = new WebAssembly.Instance(module.compiled, imports).exports as {
      run: () => number;
    };

    const draws = sourcesOfType(live, 'draw');
    const argumentNodes = sourcesOfType(live, 'argument');
    const written = new Set(trace.assigned.map(({ variable }) => variable));

    const fill = (node: SourceNode & { source: DrawSource }, streams: Map<string, Rng>, rng: Rng) => {
      const { path, distribution, shape, parameters } = node.source;
      const key = JSON.stringify(path);
      let stream = streams.get(key);
      if (!stream) {
        stream = path.reduce((of, name) => of.fork(name), rng);
        streams.set(key, stream);
      }
      const draw = stream[distribution] as (shape: readonly number[], ...rest: number[]) => tf.Tensor;
      const tensor = draw(shape, ...parameters);
      arena.write(addressOf(node), store.entry(tensor.dataId).values as TypedArray);
      tensor.dispose();
    };

    const run = (inputs: readonly tf.Tensor[], rng: Rng | undefined): tf.Tensor[] => {
      for (const place of heldPlaces.values()) places.prepare(place, written.has(place.variable));
      for (const node of argumentNodes) {
        const { dataId, dtype } = inputs[node.source.index] as tf.Tensor;
        const { values } = store.entry(dataId);
        arena.write(addressOf(node), storedValues(values as unknown as ArrayLike<number>, dtype));
      }
      const streams = new Map<string, Rng>();
      for (const node of draws) fill(node, streams, rng as Rng);
      if (execute() !== 0)
        throw stepError('The step gathers rows by an index that lies outside of the tensor.');
      return trace.outputs.map(({ node, shape, dtype }) => {
        const address = addressOf(node);
        const stored =
          node.storage === 'i32' ? arena.wholes(address, node.size) : arena.floats(address, node.size);
        return tf.tensor(arrayFor(dtype, stored), [...shape], dtype as 'float32');
      });
    };
    const figures: PlanFigures = {
      recorded: trace.nodes.filter(isComputed).length,
      launches: groups.length + copies.length,
      hostKernels: hostNodes.map(({ kernel }) => kernel),
      codeBytes: module.bytes,
      operations: operationsOf(live),
      trains: trace.assigned.length > 0,
    };
    return { figures, result: trace.result, run, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
};

/**
 * Numbers that the code looks up, because they may be others in the next fold: addresses of tensors from outside, how
 * many rows they have, and constants.
 */
const lookupTable = (
  nodes: readonly Node[],
  addressOf: (node: Node) => number,
  allocate: (bytes: number) => number,
) => {
  const data = sourcesOfType(nodes, 'captured');
  const address = allocate(4 * (data.length + mostLookups(nodes)));
  const slots = new Map<Node, number>(data.map((node, i) => [node, address + 4 * i]));
  const values = data.map(addressOf);
  const bits = new Int32Array(1);
  const asFloat = new Float32Array(bits.buffer);
  return {
    address,
    lookupOf: (node: Node) => slots.get(node),
    lookupFor: (value: number, type: 'i32' | 'f32') => {
      if (type === 'i32') bits[0] = value;
      else asFloat[0] = value;
      return address + 4 * (values.push(bits[0] as number) - 1);
    },
    values: () => Int32Array.from(values),
  };
};

/** Multiplications and additions of dense products. */
const operationsOf = (nodes: readonly Node[]): number =>
  nodes
    .flatMap((node) => (node.kind === 'call' ? node.invocations : []))
    .filter(({ kernel }) => kernel === 'gemm')
    .reduce((sum, { args: [m, n, k] }) => sum + 2 * (m as number) * (n as number) * (k as number), 0);

/** How many numbers loops and calls look up at most; a loop may look up 0 and 1 beside the constants it reads. */
const mostLookups = (nodes: readonly Node[]): number =>
  nodes.reduce((most, node) => {
    if (node.kind === 'call') return most + node.invocations.reduce((sum, { args }) => sum + args.length, 0);
    return node.kind === 'map' || node.kind === 'total' ? most + node.inputs.length + 2 : most;
  }, 0);

/** How many modules are kept for steps to come. */
const heldModules = 128;

const vectorFunctions: ReadonlySet<string> = new Set([
  'exp',
  'log',
  'log1p',
  'expm1',
  'tanh',
  'erf',
  'sin',
  'cos',
  'pow',
]);

const encode = (
  groups: readonly Group[],
  copies: readonly { readonly node: Node; readonly place: Place }[],
  around: Omit<Surroundings, 'functionOf'>,
  modules: Map<string, WebAssembly.Module>,
) => {
  const imported: Imported[] = [];
  const indices = new Map<string, number>();
  const functionOf = (name: string, args?: readonly Argument[]): number => {
    const known = indices.get(name);
    if (known !== undefined) return known;
    const parameters = vectorFunctions.has(name)
      ? Array<number>(name === 'pow' ? 2 : 1).fill(v128)
      : (args ?? []).map((argument) => (typeof argument === 'object' && 'float' in argument ? f32 : i32));
    const results = vectorFunctions.has(name) ? [v128] : reporting.has(name) ? [i32] : [];
    imported.push({ module: 'kernels', name, parameters, results });
    indices.set(name, imported.length - 1);
    return imported.length - 1;
  };
  const surroundings: Surroundings = { ...around, functionOf };
  const hostNodes: HostNode[] = [];
  const loops: Omit<Defined, 'parameters' | 'results'>[] = [];
  const steps: (
    | { readonly loop: number }
    | { readonly host: number }
    | { readonly code: readonly number[] }
  )[] = [];
  for (const group of groups) {
    const [first] = group.members as [Node];
    if (first.kind === 'host') {
      hostNodes.push(first);
      steps.push({ host: hostNodes.length - 1 });
    } else if (first.kind === 'call') steps.push({ code: emitCalls(first, surroundings) });
    else {
      const { code, pointers, vectors } = emitLoop(group, surroundings);
      loops.push({
        locals: [...Array<number>(pointers).fill(i32), ...Array<number>(vectors).fill(v128)],
        code,
      });
      steps.push({ loop: loops.length - 1 });
    }
  }
  const hostStart = imported.length;
  hostNodes.forEach((_, i) => {
    imported.push({ module: 'host', name: `${i}`, parameters: [], results: [] });
  });
  const call = (index: number) => [0x10, ...unsigned(index)];
  const code = steps.flatMap((step) =>
    'code' in step
      ? [...step.code]
      : call('loop' in step ? imported.length + step.loop : hostStart + step.host),
  );
  for (const { node, place } of copies)
    code.push(...emitCopy(around.addressOf(node), place.block.address, 4 * node.size));
  code.push(0x20, reports);
  const bytes = encodeModule({ module: 'env', name: 'memory', pages: 1 }, imported, [
    ...loops.map((loop) => ({ ...loop, parameters: [], results: [] })),
    { parameters: [], results: [i32], locals: [i32], code, exported: 'run' },
  ]);
  // Equal bytes compute the same: folds of one shape share what the engine has made of them.
  const key = new TextDecoder('latin1').decode(bytes);
  const compiled = modules.get(key) ?? new WebAssembly.Module(bytes);
  modules.delete(key);
  modules.set(key, compiled);
  if (modules.size > heldModules) modules.delete(modules.keys().next().value as string);
  return { module: { compiled, bytes: bytes.length }, hostNodes };
};
