import type { Params, Terms, Transform, Tree } from '@ildl/interface';
import { groupOf, groupsOf, optionError } from '@ildl/internal';

const ofGroup = (params: Params, group: string): Params =>
  Object.fromEntries(Object.entries(params).filter(([name]) => groupOf(name) === group));

/**
 * A transform for each group of parameters, so that several branches are one optimizer. The transform of a group sees the
 * gradients and parameters of the group only, and its signals get the suffix of the group: `norm/dominant`.
 * @param transforms by group, or a function from a group to its transform
 * @throws `ILDL_OPTION` at `init` for a group without a transform
 */
export const partition = (
  transforms: Readonly<Record<string, Transform>> | ((group: string) => Transform),
): Transform<Readonly<Record<string, Tree>>> => {
  const transformOf =
    typeof transforms === 'function' ? transforms : (group: string) => transforms[group] as Transform;
  return {
    init: (params) => {
      const groups = groupsOf(Object.keys(params));
      if (typeof transforms === 'object' && groups.some((group) => !Object.hasOwn(transforms, group)))
        throw optionError(
          `partition has transforms for the groups ${Object.keys(transforms).join(', ')}, but the parameters are in ${groups.join(', ')}.`,
        );
      return Object.fromEntries(
        groups.map((group) => [group, transformOf(group).init(ofGroup(params, group))]),
      );
    },
    update: (gradients, states, ctx) => {
      const updates: Params[] = [];
      const signals: Record<string, Terms[string]> = {};
      const next = Object.entries(states).map(([group, state]) => {
        const own = { ...ctx, params: ofGroup(ctx.params, group) };
        const result = transformOf(group).update(ofGroup(gradients, group), state, own);
        updates.push(result.updates);
        for (const [name, value] of Object.entries(result.signals ?? {})) signals[`${name}/${group}`] = value;
        return [group, result.state] as const;
      });
      return { updates: Object.assign({}, ...updates), state: Object.fromEntries(next), signals };
    },
  };
};
