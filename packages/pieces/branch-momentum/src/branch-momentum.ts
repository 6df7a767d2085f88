import type { Params, Terms, Transform } from '@ildl/interface';
import { groupOf, groupsOf, mapParams, optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import { type Adaption, adaptMomenta } from './adapt-momenta.js';

export interface BranchMomentumOptions<G extends string> {
  /** The momentum of each group before the first step, in [0, 1); `{ dominant: 0.75, nonDominant: 0.95 }` by default. */
  readonly momenta?: Readonly<Record<G, number>>;
  /** Without it the momenta stay as they are (MOME off in Table 3); `{}` is the paper's adaption. */
  readonly adaption?: Adaption<NoInfer<G>>;
}

const paperMomenta: Readonly<Record<string, number>> = { dominant: 0.75, nonDominant: 0.95 };

/** The velocity of each parameter, and the momentum of each group. */
export type BranchMomentumState<G extends string> = { readonly velocity: Params; readonly momenta: Terms<G> };

/**
 * Momentum with a coefficient for each group of parameters (each branch): `v = momentum * v + gradient`, without dampening
 * and without Nesterov. The updates are the velocities; a `scale` with a negative learning rate comes after it.
 * With `adaption`, one momentum rises and another falls after each step, by a signal of the step.
 *
 * Signals: `momentum/<group>`, after the step; with `adaption` also `delta` (eq. 16), and `clamped/<group>` of the
 * two groups: 1 where the clamp held the momentum back in this step, else 0.
 *
 * Source: eq. 12, 14 and 16 to 18 of AMEMA.
 * @throws `ILDL_OPTION` for an option out of its range; at `init`, for a group without a momentum; at `update`, where
 * the step lacks the signal
 */
export const branchMomentum = <G extends string = 'dominant' | 'nonDominant'>({
  momenta: start = paperMomenta as Readonly<Record<G, number>>,
  adaption,
}: BranchMomentumOptions<G> = {}): Transform<BranchMomentumState<G>> => {
  const known = Object.keys(start) as G[];
  for (const group of known)
    if (!(start[group] >= 0 && start[group] < 1))
      throw optionError(
        `branchMomentum got the momentum ${start[group]} of ${group}; give a number in [0, 1).`,
      );
  const adapt = adaption ? adaptMomenta(adaption, start) : (momenta: Terms<G>) => ({ momenta, signals: {} });

  return {
    init: (params) => {
      const groups = groupsOf(Object.keys(params));
      if (groups.some((group) => !Object.hasOwn(start, group)))
        throw optionError(
          `branchMomentum has momenta of the groups ${known.join(', ')}, but the parameters are in ${groups.join(', ')}.`,
        );
      return {
        velocity: mapParams(params, (param) => tf.zerosLike(param)),
        momenta: Object.fromEntries(known.map((group) => [group, tf.scalar(start[group])])) as Terms<G>,
      };
    },

    update: (gradients, { velocity: before, momenta }, { signals }) => {
      // Eq. 12 and 14: the momenta are those after the step before.
      const velocity = mapParams(gradients, (gradient, name) =>
        tf.add(tf.mul(momenta[groupOf(name) as G], before[name] as tf.Tensor), gradient),
      );
      const adapted = adapt(momenta, signals);
      const reported = known.map((group) => [`momentum/${group}`, adapted.momenta[group]] as const);
      return {
        updates: velocity,
        state: { velocity, momenta: adapted.momenta },
        signals: { ...Object.fromEntries(reported), ...adapted.signals },
      };
    },
  };
};
