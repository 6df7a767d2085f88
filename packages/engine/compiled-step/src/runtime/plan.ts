import type { Rng, Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { encode, lookupTable, mostLookups } from '../codegen/encode.js';
import { stepError } from '../errors.js';
import {
  type DrawSource,
  type HostNode,
  isCaptured,
  type Node,
  type PartNode,
  type SourceNode,
  type TypedArray,
} from '../graph/graph.js';
import { arrayFor, storedValues } from '../graph/typed-arrays.js';
import { arrange } from '../schedule/arrange.js';
import { fuse, type Group, isComputed, liveNodes } from '../schedule/fuse.js';
import { structureOf } from '../schedule/structure.js';
import type { Trace } from '../trace/trace.js';
import type { Block } from './arena.js';
import { type Engine, recall } from './engine.js';
import { hostCall } from './host-call.js';
import type { Place } from './variables.js';

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
  /** Equal for steps that compute the same of their variables and the tensors from outside, whatever those are. */
  readonly identity: string;
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
  const live = liveNodes([...trace.outputs, ...trace.assigned].map(({ node }) => node));
  const structure = structureOf(live, trace);

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
  const addressOfVariable = (variable: tf.Variable): number => {
    const place = heldPlaces.get(variable) ?? places.acquire(variable);
    heldPlaces.set(variable, place);
    return place.block.address;
  };
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
      if (source.type === 'variable') addresses.set(node, addressOfVariable(source.variable));
      else if (source.type === 'captured') {
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
    const { assigned } = trace;
    const newPlaces = assigned.map(({ variable }) => addressOfVariable(variable));

    let groups: readonly Group[] | undefined;
    const groupsOf = () => (groups ??= fuse(live));
    const { temporaries, bytes, inPlace, copied } = recall(engine.arrangements, structure.text, () =>
      arrange(live, groupsOf(), trace),
    );
    const scratch = own(bytes).address;
    for (const { at, offset } of temporaries) addresses.set(live[at] as Node, scratch + offset);
    for (const { at, assigned: i } of inPlace) addresses.set(live[at] as Node, newPlaces[i] as number);

    const table = own(4 * mostLookups(live)).address;
    const fixed = live.map((node) => (isCaptured(node) ? '' : addresses.get(node)));
    const encoded = recall(engine.modules, [structure.text, fixed, newPlaces, table].join(), () => {
      const copies = copied.map((i) => ({ node: assigned[i]?.node as Node, to: newPlaces[i] as number }));
      return encode(live, groupsOf(), trace, copies, addressOf, table);
    });
    arena.write(table, lookupTable(encoded.lookups, live, addressOf));
    const hostNodes = encoded.hostNodes.map((at) => live[at] as HostNode);
    const partsOf = (host: HostNode) =>
      live.filter((node): node is PartNode => node.kind === 'part' && node.inputs[0] === host);
    const imports = {
      env: { memory: arena.memory },
      kernels: { ...kernels },
      host: Object.fromEntries(
        hostNodes.map((node, i) => [`${i}`, hostCall(node, partsOf(node), addressOf, engine)]),
      ),
    };
    const { run: execute } = new WebAssembly.Instance(encoded.compiled, imports).exports as {
      run: () => number;
    };

    const draws = sourcesOfType(live, 'draw');
    const argumentNodes = sourcesOfType(live, 'argument');
    const written = new Set(assigned.map(({ variable }) => variable));

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
      launches: encoded.launches,
      hostKernels: hostNodes.map(({ kernel }) => kernel),
      codeBytes: encoded.bytes,
      operations: operationsOf(live),
      trains: assigned.length > 0,
    };
    return {
      figures,
      result: trace.result,
      identity: `${structure.text}\n${structure.constants}`,
      run,
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
};

/** Multiplications and additions of dense products. */
const operationsOf = (nodes: readonly Node[]): number =>
  nodes
    .flatMap((node) => (node.kind === 'call' ? node.invocations : []))
    .filter(({ kernel }) => kernel === 'gemm')
    .reduce((sum, { args: [m, n, k] }) => sum + 2 * (m as number) * (n as number) * (k as number), 0);
