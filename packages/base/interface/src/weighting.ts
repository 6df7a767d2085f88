import type { Terms, Tree } from './tree.js';

/**
 * Turns loss terms into their weights, by pure functions with the state `S`. It neither disposes nor reads a tensor. The
 * losses are detached: no gradient flows through a weight.
 */
export interface Weighting<K extends string = string, S extends Tree = Tree> {
  /**
   * The state before the first step.
   * @throws `ILDL_OPTION` for loss terms that it is not made for
   */
  init(terms: readonly K[]): S;
  /**
   * Called once per step, before the gradient is taken.
   * @returns a weight for each loss term; the next state, of the same structure as the one before; `signals` go to the
   * transform and are reported in the events of epochs
   */
  update(
    losses: Terms<K>,
    state: S,
  ): { readonly weights: Terms<K>; readonly state: S; readonly signals?: Terms };
}
