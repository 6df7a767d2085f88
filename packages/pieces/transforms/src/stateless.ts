import type { Params, StepContext, Terms, Transform } from '@ildl/interface';

/** A transform without state. */
export const stateless = (
  update: (gradients: Params, ctx: StepContext) => { readonly updates: Params; readonly signals?: Terms },
): Transform => ({
  init: () => ({}),
  update: (gradients, state, ctx) => ({ ...update(gradients, ctx), state }),
});
