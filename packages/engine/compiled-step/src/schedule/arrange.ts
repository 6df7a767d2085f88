import type * as tf from '@tensorflow/tfjs';
import type { Node } from '../graph/graph.js';
import type { Trace } from '../trace/trace.js';
import { type Group, isComputed } from './fuse.js';
import { shareMemory } from './share-memory.js';

/** The memory layout of a step. Nodes are named by their indices among the live ones. */
export interface Arrangement {
  /** Offsets of temporaries in the scratch block, and its size. */
  readonly temporaries: readonly { readonly at: number; readonly offset: number }[];
  readonly bytes: number;
  /** Assignments that are written in place; `assigned` is the index among all assignments. */
  readonly inPlace: readonly { readonly at: number; readonly assigned: number }[];
  /** Assignments that are copied to their variables after all else. */
  readonly copied: readonly number[];
}

/** Readers, lifetimes and stores of nodes. */
export const usesOf = (live: readonly Node[], groups: readonly Group[], { outputs, assigned }: Trace) => {
  const results = new Set([...outputs, ...assigned].map(({ node }) => node));
  const groupOf = new Map<Node, Group>();
  for (const group of groups) for (const node of group.members) groupOf.set(node, group);
  const orderOf = new Map(groups.map((group, i) => [group, i]));
  const readers = new Map<Node, Node[]>(live.map((node) => [node, []]));
  for (const node of live) for (const input of node.inputs) readers.get(input)?.push(node);
  const readersOf = (node: Node): readonly Node[] => readers.get(node) ?? [];
  /** The index of the group that computes a node; −1 for sources. */
  const whenOf = (node: Node): number => orderOf.get(groupOf.get(node) as Group) ?? -1;
  return {
    readersOf,
    whenOf,
    isResult: (node: Node): boolean => results.has(node),
    /** Whether a node is read outside of its group, and so stored. */
    isStored: (node: Node): boolean =>
      results.has(node) || readersOf(node).some((reader) => groupOf.get(reader) !== groupOf.get(node)),
  };
};

export const arrange = (live: readonly Node[], groups: readonly Group[], trace: Trace): Arrangement => {
  const { readersOf, whenOf, isResult, isStored } = usesOf(live, groups, trace);
  const placeOf = new Map(live.map((node, at) => [node, at]));
  const sourceOf = new Map<tf.Variable, Node>();
  for (const node of live)
    if (node.kind === 'source' && node.source.type === 'variable') sourceOf.set(node.source.variable, node);

  // An assignment is written in place where no later group reads the old value.
  const inPlace: { readonly at: number; readonly assigned: number }[] = [];
  const copied: number[] = [];
  const placed = new Set<Node>();
  for (const [i, { variable, node }] of trace.assigned.entries()) {
    const old = sourceOf.get(variable);
    const when = whenOf(node);
    const isInPlace =
      !placed.has(node) &&
      (node.kind === 'elementwise' || node.kind === 'call') &&
      !(node.kind === 'call' && node.rows) &&
      (old ? readersOf(old) : []).every((reader) => {
        const then = whenOf(reader);
        if (then !== when) return then < when;
        return (
          reader.kind === 'reduceSum' ||
          (reader.kind === 'elementwise' &&
            reader.inputs.every((input, k) => input !== old || reader.access[k] === 'dense'))
        );
      });
    if (isInPlace) {
      placed.add(node);
      inPlace.push({ at: placeOf.get(node) as number, assigned: i });
    } else copied.push(i);
  }

  // Temporaries with disjoint lifetimes share memory.
  const lastReader = (node: Node): number =>
    isResult(node) ? groups.length : Math.max(whenOf(node), ...readersOf(node).map(whenOf));
  const temporary = live.filter(
    (node) =>
      isComputed(node) && node.kind !== 'constant' && node.size > 0 && isStored(node) && !placed.has(node),
  );
  const { offsets, bytes } = shareMemory(
    temporary.map((node) => ({ bytes: 4 * node.size, from: whenOf(node), to: lastReader(node) })),
  );
  const temporaries = temporary.map((node, i) => ({
    at: placeOf.get(node) as number,
    offset: offsets[i] as number,
  }));
  return { temporaries, bytes, inPlace, copied };
};
