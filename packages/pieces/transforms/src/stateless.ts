import type { Params, StepContext, Terms, Transform } from '@ildl/interface';

/** A transform that remembers nothing from step to step. */
export const stateless = (
  update: (gradients: Params, ctx: StepContext) => { readonly updates: Params; readonly signals?: Terms },
): Transform => ({
  init: () => ({}),
  update: (gradients, state, ctx) => ({ ...update(gradients, ctx), state }),
});
