import type { Node } from '../graph/graph.js';

/**
 * What runs as one: a loop over elements that computes several nodes, or a single node of another kind.
 * `over` is the number of elements of the loop, 0 where there is none.
 */
export interface Group {
  readonly members: Node[];
  readonly over: number;
  split: readonly [number, number] | undefined;
  readonly needs: Set<Group>;
  /** All groups that have to run before it. */
  readonly before: Set<Group>;
}

const isLoop = (node: Node): boolean => node.kind === 'map' || node.kind === 'total';
const loopSize = (node: Node): number =>
  node.kind === 'map' ? node.size : node.kind === 'total' ? (node.inputs[0] as Node).size : 0;
const splitOf = (node: Node) => (node.kind === 'map' ? node.split : undefined);
export const isComputed = (node: Node): boolean => node.kind !== 'source' && node.kind !== 'uniform';

/** The nodes that the results need, in the order of the trace. */
export const liveNodes = (results: readonly Node[]): Node[] => {
  const live = new Set<Node>();
  const pending = [...results];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (live.has(node)) continue;
    live.add(node);
    pending.push(...node.inputs);
  }
  return [...live].sort((a, b) => a.id - b.id);
};

/** Whether a node can be computed in the loop of a group. */
const fits = (node: Node, group: Group, groupOf: ReadonlyMap<Node, Group>): boolean => {
  const split = splitOf(node);
  if (group.over !== loopSize(node) || !group.members.every(isLoop)) return false;
  if (split && group.split && (split[0] !== group.split[0] || split[1] !== group.split[1])) return false;
  return node.inputs.every((input, i) => {
    const from = groupOf.get(input);
    if (!from) return true;
    // Within the loop only the element that the loop is at is known.
    if (from === group)
      return (
        input.kind === 'map' && (node.kind === 'total' || (node.kind === 'map' && node.access[i] === 'dense'))
      );
    return !from.before.has(group);
  });
};

/** Puts nodes that go over the same elements into one loop, and the loops and kernels into an order. */
export const fuse = (nodes: readonly Node[]): Group[] => {
  const groups: Group[] = [];
  const groupOf = new Map<Node, Group>();
  for (const node of nodes) {
    if (!isComputed(node)) continue;
    let group: Group | undefined;
    if (node.kind === 'part') group = groupOf.get(node.inputs[0] as Node);
    else if (isLoop(node)) group = groups.findLast((candidate) => fits(node, candidate, groupOf));
    if (!group) {
      group = { members: [], over: loopSize(node), split: undefined, needs: new Set(), before: new Set() };
      groups.push(group);
    }
    group.members.push(node);
    group.split ??= splitOf(node);
    groupOf.set(node, group);
    for (const input of node.inputs) {
      const from = groupOf.get(input);
      if (from && from !== group && !group.needs.has(from)) {
        group.needs.add(from);
        for (const later of groups)
          if (later === group || later.before.has(group)) {
            later.before.add(from);
            for (const earlier of from.before) later.before.add(earlier);
          }
      }
    }
  }
  const ordered: Group[] = [];
  const visited = new Set<Group>();
  const visit = (group: Group): void => {
    if (visited.has(group)) return;
    visited.add(group);
    for (const needed of group.needs) visit(needed);
    ordered.push(group);
  };
  for (const group of groups) visit(group);
  return ordered;
};
