import { type Argument, type CallNode, type ConstantNode, isCaptured, type Node } from '../graph/graph.js';
import { usesOf } from '../schedule/arrange.js';
import type { Group } from '../schedule/fuse.js';
import type { Trace } from '../trace/trace.js';
import {
  emitCalls,
  emitCopy,
  emitLoop,
  type Relocated,
  reporting,
  reports,
  type Surroundings,
} from './emit.js';
import {
  type Code,
  callOf,
  type Defined,
  encodeModule,
  f32,
  getLocal,
  type Imported,
  i32,
  v128,
} from './wasm-encoding.js';

/** The module of a step. Nodes are named by their indices among the live ones. */
export interface Encoded {
  readonly compiled: WebAssembly.Module;
  readonly bytes: number;
  /** Loops, kernel calls and copies that it runs. */
  readonly launches: number;
  /** Nodes that run on the host, in the order of their imports. */
  readonly hostNodes: readonly number[];
  /** Entries of the constant table after the addresses of captured tensors. */
  readonly relocations: readonly Relocation[];
}

type Relocation =
  | { readonly value: number }
  | { readonly at: number; readonly argument?: readonly [invocation: number, argument: number] };

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

/** An upper bound on entries of the constant table; a loop may use 0 and 1 beside the constants it reads. */
export const mostRelocations = (live: readonly Node[]): number =>
  live.reduce((most, node) => {
    if (node.kind === 'call') return most + node.invocations.reduce((sum, { args }) => sum + args.length, 0);
    if (node.kind === 'elementwise' || node.kind === 'reduceSum') return most + node.inputs.length + 2;
    return isCaptured(node) ? most + 1 : most;
  }, 0);

/**
 * The constant table: what differs between steps of one structural hash, in the next fold say. Addresses of captured
 * tensors, their numbers of rows, and constants.
 */
export const constantTable = (
  relocations: readonly Relocation[],
  live: readonly Node[],
  addressOf: (node: Node) => number,
): Int32Array<ArrayBuffer> => {
  const captured = live.filter(isCaptured);
  const table = new Int32Array(captured.length + relocations.length);
  const asFloats = new Float32Array(table.buffer);
  table.set(captured.map(addressOf));
  for (const [i, relocation] of relocations.entries()) {
    const to = captured.length + i;
    if ('value' in relocation) asFloats[to] = relocation.value;
    else if (relocation.argument) {
      const [invocation, place] = relocation.argument;
      const argument = (live[relocation.at] as CallNode).invocations[invocation]?.args[place];
      if (typeof argument === 'object' && 'float' in argument) asFloats[to] = argument.float;
      if (typeof argument === 'object' && 'relocated' in argument) table[to] = argument.relocated;
    } else asFloats[to] = (live[relocation.at] as ConstantNode).value;
  }
  return table;
};

/**
 * Turns groups into one WebAssembly function.
 * @param copies of results to addresses, in the end
 * @param table the address of the constant table
 */
export const encode = (
  live: readonly Node[],
  groups: readonly Group[],
  trace: Trace,
  copies: readonly { readonly node: Node; readonly to: number }[],
  addressOf: (node: Node) => number,
  table: number,
): Encoded => {
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
  const placeOf = new Map(live.map((node, at) => [node, at]));
  const slots = new Map(live.filter(isCaptured).map((node, i) => [node, table + 4 * i]));
  const relocations: Relocation[] = [];
  const entryFor = (number: Relocated): number => {
    if ('value' in number) relocations.push(number);
    else
      relocations.push({
        at: placeOf.get(number.of) as number,
        ...('at' in number && { argument: number.at }),
      });
    return table + 4 * (slots.size + relocations.length - 1);
  };
  const surroundings: Surroundings = {
    addressOf,
    entryOf: (node) => slots.get(node),
    entryFor,
    isStored: usesOf(live, groups, trace).isStored,
    functionOf,
  };
  const hostNodes: number[] = [];
  const loops: Omit<Defined, 'parameters' | 'results'>[] = [];
  const steps: ({ readonly loop: number } | { readonly host: number } | { readonly code: Code })[] = [];
  for (const group of groups) {
    const [first] = group.members as [Node];
    if (first.kind === 'host') {
      hostNodes.push(placeOf.get(first) as number);
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
  const code: Code[] = steps.map((step) =>
    'code' in step ? step.code : callOf('loop' in step ? imported.length + step.loop : hostStart + step.host),
  );
  for (const { node, to } of copies) code.push(emitCopy(addressOf(node), to, 4 * node.size));
  code.push(getLocal(reports));
  const bytes = encodeModule({ module: 'env', name: 'memory', pages: 1 }, imported, [
    ...loops.map((loop) => ({ ...loop, parameters: [], results: [] })),
    { parameters: [], results: [i32], locals: [i32], code, exported: 'run' },
  ]);
  return {
    compiled: new WebAssembly.Module(bytes),
    bytes: bytes.length,
    launches: groups.length + copies.length,
    hostNodes,
    relocations,
  };
};
