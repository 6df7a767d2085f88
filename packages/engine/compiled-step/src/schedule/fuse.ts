import type { Node } from '../graph/graph.js';

/**
 * A launch: a fused elementwise loop over `over` elements, or a single node of another kind, where `over` is 0.
 */
export interface Group {
  readonly members: Node[];
  readonly over: number;
  split: readonly [number, number] | undefined;
  readonly needs: Set<Group>;
  /** The transitive closure of `needs`. */
  readonly before: Set<Group>;
}

const isLoop = (node: Node): boolean => node.kind === 'elementwise' || node.kind === 'reduceSum';
const loopSize = (node: Node): number =>
  node.kind === 'elementwise' ? node.size : node.kind === 'reduceSum' ? (node.inputs[0] as Node).size : 0;
const splitOf = (node: Node) => (node.kind === 'elementwise' ? node.split : undefined);
export const isComputed = (node: Node): boolean => node.kind !== 'source' && node.kind !== 'constant';

/** Live nodes: those that results depend on, in trace order (dead-code elimination). */
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

/** Whether a node can be fused into a group. */
const fits = (node: Node, group: Group, groupOf: ReadonlyMap<Node, Group>): boolean => {
  const split = splitOf(node);
  if (group.over !== loopSize(node) || !group.members.every(isLoop)) return false;
  if (split && group.split && (split[0] !== group.split[0] || split[1] !== group.split[1])) return false;
  return node.inputs.every((input, i) => {
    const from = groupOf.get(input);
    if (!from) return true;
    // Within a loop only the current element is available.
    if (from === group)
      return (
        input.kind === 'elementwise' &&
        (node.kind === 'reduceSum' || (node.kind === 'elementwise' && node.access[i] === 'dense'))
      );
    return !from.before.has(group);
  });
};

/** Fuses elementwise nodes over the same elements, and orders the groups topologically. */
export const fuse = (nodes: readonly Node[]): Group[] => {
  const groups: Group[] = [];
  const groupOf = new Map<Node, Group>();
  for (const node of nodes) {
    if (!isComputed(node)) continue;
    let group: Group | undefined;
    if (node.kind === 'hostOutput') group = groupOf.get(node.inputs[0] as Node);
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
