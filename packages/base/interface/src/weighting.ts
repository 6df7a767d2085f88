import type { Terms, Tree } from './tree.js';

/** Turns loss terms into weights. The losses it gets are detached: no gradient flows through a weight. */
export interface Weighting<K extends string = string, S extends Tree = Tree> {
  init(terms: readonly K[]): S;
  update(
    losses: Terms<K>,
    state: S,
  ): { readonly weights: Terms<K>; readonly state: S; readonly signals?: Terms };
}
