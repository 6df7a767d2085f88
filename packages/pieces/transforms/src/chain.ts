import type { Params, Terms, Transform, Tree } from '@ildl/interface';

/**
 * The composition of transforms: each gets the updates of the one before it as gradients, and the signals of all before it
 * in its context; of several signals of one name the last counts.
 */
export const chain = (...transforms: readonly Transform[]): Transform<readonly Tree[]> => ({
  init: (params) => transforms.map((transform) => transform.init(params)),
  update: (gradients, states, ctx) => {
    let updates: Params = gradients;
    let signals: Terms = {};
    const next = transforms.map((transform, i) => {
      const before = { ...ctx, signals: { ...ctx.signals, ...signals } };
      const result = transform.update(updates, states[i] as Tree, before);
      updates = result.updates;
      signals = { ...signals, ...result.signals };
      return result.state;
    });
    return { updates, state: next, signals };
  },
});
