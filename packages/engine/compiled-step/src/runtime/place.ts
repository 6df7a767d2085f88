import type * as tf from '@tensorflow/tfjs';
import type { Node } from '../graph/graph.js';
import type { Arrangement } from '../schedule/arrange.js';
import type { Trace } from '../trace/trace.js';
import type { Block } from './arena.js';
import type { Engine } from './engine.js';
import type { Place } from './variables.js';

/** Where the arrays of a step lie in the arena. */
export interface Placement {
  readonly addressOf: (node: Node) => number;
  /** Undefined for a node whose values are never stored. */
  readonly find: (node: Node) => number | undefined;
  /** The addresses of the variables that the step assigns, in the order of the trace. */
  readonly assignedTo: readonly number[];
  /** The address of the constant table. */
  readonly table: number;
  readonly variables: readonly Place[];
  readonly release: () => void;
}

/**
 * Gives every array of a step its address: sources, the variables' own places, temporaries in one block whose layout the
 * arrangement tells, and the constant table.
 * @param tableBytes size of the constant table
 * @throws `ILDL_STEP` where the arena has no room
 */
export const place = (
  live: readonly Node[],
  { assigned }: Trace,
  { temporaries, bytes, inPlace }: Arrangement,
  tableBytes: number,
  { arena, places, constants }: Engine,
): Placement => {
  const addresses = new Map<Node, number>();
  const blocks: Block[] = [];
  const held: object[] = [];
  const variables = new Map<tf.Variable, Place>();
  const addressOf = (node: Node): number => {
    const address = addresses.get(node);
    if (address === undefined) throw new Error(`no address of ${node.key}`);
    return address;
  };
  const allocate = (size: number): number => {
    const block = arena.allocate(size);
    blocks.push(block);
    return block.address;
  };
  const addressOfVariable = (variable: tf.Variable): number => {
    const own = variables.get(variable) ?? places.acquire(variable);
    variables.set(variable, own);
    return own.block.address;
  };
  const addressOfSource = (node: Node & { readonly kind: 'source' }): number => {
    const { source } = node;
    if (source.type === 'variable') return addressOfVariable(source.variable);
    if (source.type === 'captured') {
      const { address } = constants.acquire(source.dataId, source.values);
      held.push(source.dataId);
      return address;
    }
    const address = allocate(4 * node.size);
    if (source.type === 'literal') arena.write(address, source.values);
    if (source.type === 'workspace')
      arena
        .int32View(address, node.size)
        .fill(source.fill === 'zeros' ? 0 : addressOf(node.inputs[0] as Node));
    return address;
  };
  const release = () => {
    for (const identity of held.splice(0)) constants.release(identity);
    for (const one of variables.values()) places.release(one);
    variables.clear();
    for (const block of blocks.splice(0)) arena.release(block);
  };
  try {
    for (const node of live) if (node.kind === 'source') addresses.set(node, addressOfSource(node));
    const assignedTo = assigned.map(({ variable }) => addressOfVariable(variable));
    const scratch = allocate(bytes);
    for (const { at, offset } of temporaries) addresses.set(live[at] as Node, scratch + offset);
    for (const { at, assigned: i } of inPlace) addresses.set(live[at] as Node, assignedTo[i] as number);
    const table = allocate(tableBytes);
    return {
      addressOf,
      find: (node) => addresses.get(node),
      assignedTo,
      table,
      variables: [...variables.values()],
      release,
    };
  } catch (error) {
    release();
    throw error;
  }
};
