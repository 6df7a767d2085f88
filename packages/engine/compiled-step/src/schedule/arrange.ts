import type * as tf from '@tensorflow/tfjs';
import type { Node } from '../graph/graph.js';
import type { Trace } from '../trace/trace.js';
import { type Group, isComputed } from './fuse.js';
import { shareMemory } from './share-memory.js';

/** Where the results of a step go. Nodes are named by their places among the live ones. */
export interface Arrangement {
  /** Results that lie in memory of their own, `offset` bytes from its beginning, and how much of it there is. */
  readonly temporaries: readonly { readonly at: number; readonly offset: number }[];
  readonly bytes: number;
  /** New numbers of variables that are written where the old ones are; `assigned` is the place among them. */
  readonly inPlace: readonly { readonly at: number; readonly assigned: number }[];
  /** New numbers of variables that are copied there in the end. */
  readonly copied: readonly number[];
}

/** Who reads what, and when. */
export const usesOf = (live: readonly Node[], groups: readonly Group[], { outputs, assigned }: Trace) => {
  const results = new Set([...outputs, ...assigned].map(({ node }) => node));
  const groupOf = new Map<Node, Group>();
  for (const group of groups) for (const node of group.members) groupOf.set(node, group);
  const orderOf = new Map(groups.map((group, i) => [group, i]));
  const readers = new Map<Node, Node[]>(live.map((node) => [node, []]));
  for (const node of live) for (const input of node.inputs) readers.get(input)?.push(node);
  const readersOf = (node: Node): readonly Node[] => readers.get(node) ?? [];
  /** The loop or call that computes a node; −1 for what is there before. */
  const whenOf = (node: Node): number => orderOf.get(groupOf.get(node) as Group) ?? -1;
  return {
    readersOf,
    whenOf,
    isResult: (node: Node): boolean => results.has(node),
    /** Whether the numbers of a node are read outside of its loop. */
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

  // New numbers of a variable go where the old ones are, once nothing is to read those any more.
  const inPlace: { readonly at: number; readonly assigned: number }[] = [];
  const copied: number[] = [];
  const placed = new Set<Node>();
  for (const [i, { variable, node }] of trace.assigned.entries()) {
    const old = sourceOf.get(variable);
    const when = whenOf(node);
    const isInPlace =
      !placed.has(node) &&
      (node.kind === 'map' || node.kind === 'call') &&
      !(node.kind === 'call' && node.rows) &&
      (old ? readersOf(old) : []).every((reader) => {
        const then = whenOf(reader);
        if (then !== when) return then < when;
        return (
          reader.kind === 'total' ||
          (reader.kind === 'map' &&
            reader.inputs.every((input, k) => input !== old || reader.access[k] === 'dense'))
        );
      });
    if (isInPlace) {
      placed.add(node);
      inPlace.push({ at: placeOf.get(node) as number, assigned: i });
    } else copied.push(i);
  }

  // Temporaries share memory: each is free again after its last reader.
  const lastReader = (node: Node): number =>
    isResult(node) ? groups.length : Math.max(whenOf(node), ...readersOf(node).map(whenOf));
  const temporary = live.filter(
    (node) =>
      isComputed(node) && node.kind !== 'uniform' && node.size > 0 && isStored(node) && !placed.has(node),
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
