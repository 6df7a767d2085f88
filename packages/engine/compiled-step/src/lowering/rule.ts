import type { Graph, Traced } from '../graph/graph.js';

/** A lowering rule: a TensorFlow.js op as nodes of the graph; `undefined` leaves it to the host. */
export type Rule = (graph: Graph, call: OpCall) => Traced | readonly Traced[] | undefined;

export interface OpCall {
  /** An input by its name. */
  readonly input: (name: string) => Traced;
  readonly optional: (name: string) => Traced | undefined;
  /** The inputs of an op that takes a list, in its order. */
  readonly list: readonly Traced[];
  readonly attrs: Readonly<Record<string, unknown>>;
}

export type Rules = Readonly<Record<string, Rule>>;

/** Axes counted from 0; all of them where none is given. */
export const axesOf = (axis: unknown, rank: number): number[] => {
  if (axis === null || axis === undefined) return Array.from({ length: rank }, (_, d) => d);
  return (Array.isArray(axis) ? (axis as number[]) : [axis as number]).map((d) => (d + rank) % rank);
};
