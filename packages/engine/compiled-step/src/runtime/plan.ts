import type { Tree } from '@ildl/interface';
import { constantTable, type Encoded, encode, mostRelocations } from '../codegen/encode.js';
import { type HostNode, type HostOutputNode, isCaptured, type Node } from '../graph/graph.js';
import { arrange } from '../schedule/arrange.js';
import { fuse, type Group, isComputed, liveNodes } from '../schedule/fuse.js';
import { structureOf } from '../schedule/structure.js';
import type { Trace } from '../trace/trace.js';
import { bind, type Run } from './bind.js';
import { type Engine, recall } from './engine.js';
import { hostCall } from './host-call.js';
import { type Placement, place } from './place.js';

/** What a compiled step amounts to, for one combination of input shapes. */
export interface StepStats {
  /** Distinct ops that were recorded. */
  readonly recorded: number;
  /** Loops and kernel calls of one run. */
  readonly launches: number;
  /** Ops that run on the host, as no lowering rule knows them. */
  readonly hostOps: readonly string[];
  /** Size of the WebAssembly module. */
  readonly codeBytes: number;
  /** Floating-point operations of dense products, in one run. */
  readonly operations: number;
  /** Whether it assigns variables, as a training step does. */
  readonly trains: boolean;
}

/** A graph with its addresses and its WebAssembly module. */
export interface Plan {
  readonly stats: StepStats;
  /** The tree that comes out; its leaves are in the order of what `run` returns. */
  readonly result: Tree;
  /** The structural hash: equal for steps that compute the same of their variables and captured tensors. */
  readonly identity: string;
  readonly run: Run;
  /** Nodes, groups and addresses, for `explain`. */
  readonly layout: () => Layout;
  readonly dispose: () => void;
}

interface Layout {
  readonly live: readonly Node[];
  readonly groups: readonly Group[];
  readonly find: Placement['find'];
  /** Bytes of temporaries, of which several may share the same. */
  readonly temporaryBytes: number;
}

/** Multiplications and additions of dense products. */
const operationsOf = (nodes: readonly Node[]): number =>
  nodes
    .flatMap((node) => (node.kind === 'call' ? node.invocations : []))
    .filter(({ kernel }) => kernel === 'gemm')
    .reduce((sum, { args: [m, n, k] }) => sum + 2 * (m as number) * (n as number) * (k as number), 0);

/** An instance of the module, on the arena, with the kernels and the ops that run on the host. */
const instantiate = (
  { compiled, hostNodes }: Encoded,
  live: readonly Node[],
  { addressOf }: Placement,
  engine: Engine,
): (() => number) => {
  const outputsOf = (host: HostNode) =>
    live.filter((node): node is HostOutputNode => node.kind === 'hostOutput' && node.inputs[0] === host);
  const host = hostNodes.map((at, i) => {
    const node = live[at] as HostNode;
    return [`${i}`, hostCall(node, outputsOf(node), addressOf, engine)] as const;
  });
  const { exports } = new WebAssembly.Instance(compiled, {
    env: { memory: engine.arena.memory },
    kernels: { ...engine.kernels },
    host: Object.fromEntries(host),
  });
  return (exports as { run: () => number }).run;
};

/**
 * Plans what a trace computes: schedules its nodes, places their arrays in the arena, compiles them to one WebAssembly
 * function, and binds that to the tensors of calls.
 * @throws `ILDL_STEP` where the arena has no room
 */
export const planOf = (trace: Trace, engine: Engine): Plan => {
  const live = liveNodes([...trace.outputs, ...trace.assigned].map(({ node }) => node));
  const structure = structureOf(live, trace);
  let fused: readonly Group[] | undefined;
  const groups = () => (fused ??= fuse(live));
  const arrangement = recall(engine.arrangements, structure.text, () => arrange(live, groups(), trace));
  const placement = place(live, trace, arrangement, 4 * mostRelocations(live), engine);
  const { addressOf, find, assignedTo, table, release } = placement;
  try {
    const baked = live.map((node) => (isCaptured(node) ? '' : find(node)));
    const encoded = recall(engine.modules, [structure.text, baked, assignedTo, table].join(), () => {
      const copies = arrangement.copied.map((i) => ({
        node: trace.assigned[i]?.node as Node,
        to: assignedTo[i] as number,
      }));
      return encode(live, groups(), trace, copies, addressOf, table);
    });
    engine.arena.write(table, constantTable(encoded.relocations, live, addressOf));
    return {
      stats: {
        recorded: trace.nodes.filter(isComputed).length,
        launches: encoded.launches,
        hostOps: encoded.hostNodes.map((at) => (live[at] as HostNode).op),
        codeBytes: encoded.bytes,
        operations: operationsOf(live),
        trains: trace.assigned.length > 0,
      },
      result: trace.result,
      identity: `${structure.text}\n${structure.constants}`,
      run: bind(live, trace, placement, instantiate(encoded, live, placement, engine), engine),
      layout: () => ({ live, groups: groups(), find, temporaryBytes: arrangement.bytes }),
      dispose: release,
    };
  } catch (error) {
    release();
    throw error;
  }
};
