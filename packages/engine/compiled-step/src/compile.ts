import type { CompiledStep, Rng, Tree } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs';
import { stepError } from './errors.js';
import { introduce } from './explain.js';
import { type Engine, recall } from './runtime/engine.js';
import { type Plan, planOf, type StepStats } from './runtime/plan.js';
import type { Trace } from './trace/trace.js';
import { differenceOf, traceStep } from './trace/tracer.js';
import { leavesOf, mapLeaves } from './trace/trees.js';

/** Calls at which a step is verified with the shapes that came first: 128, 8192, … */
const isVerified = (calls: number): boolean => calls > 2 && Number.isInteger((Math.log2(calls) - 1) / 6);

/** Ops from which a trace takes so long that verification is shared between steps of one structural hash. */
const longStep = 50;

/**
 * Makes a step of plain ops a compiled one. It is traced again at its second call, and with the shapes that came first also
 * at calls 128, 8192, …, and refused where the traces differ. Re-verification is skipped when a step of the same
 * structural hash was verified at that call or a later one.
 * @param onPlan told of each new plan
 */
export const compileStep = <A extends Tree, R extends Tree>(
  step: (input: A, rng: Rng) => R,
  engine: Engine,
  onPlan: (stats: StepStats) => void,
): CompiledStep<A, R> => {
  const plans = new Map<string, { readonly trace: Trace; readonly plan: Plan; calls: number }>();
  let disposed = false;

  const verify = (before: Trace, after: Trace): void => {
    const other = differenceOf(before, after);
    if (other)
      throw stepError(
        `The step cannot be compiled: at ${other.origin} it computes something else than when it was compiled; take random numbers from the rng, keep what changes from step to step in a variable, and hand over what changes from call to call as an argument.`,
      );
  };

  const planFor = (input: A, leaves: readonly tf.Tensor[], rng: Rng | undefined): Plan => {
    const key = leaves.map(({ dtype, shape }) => `${dtype}[${shape}]`).join(' ');
    const trace = () => traceStep(step, input, rng, engine);
    const known = plans.get(key);
    if (!known) {
      const recorded = trace();
      const plan = planOf(recorded, engine);
      onPlan(plan.stats);
      plans.set(key, { trace: recorded, plan, calls: 1 });
      return plan;
    }
    known.calls++;
    const { plan, calls } = known;
    const isFirst = plans.keys().next().value === key;
    const isDue = calls === 2 || (isFirst && isVerified(calls));
    const verifiedAt = (plan.stats.recorded >= longStep && engine.verified.get(plan.identity)) || 0;
    if (isDue && verifiedAt < calls) {
      verify(known.trace, trace());
      engine.verified.delete(plan.identity);
      recall(engine.verified, plan.identity, () => calls);
    }
    return plan;
  };

  const run = (input: A, rng?: Rng): R => {
    if (disposed) throw stepError('This compiled step was disposed; compile it again.');
    const leaves = leavesOf(input);
    const plan = planFor(input, leaves, rng);
    const outputs = plan.run(leaves, rng);
    let next = 0;
    return mapLeaves(plan.result, () => outputs[next++] as tf.Tensor) as R;
  };
  const compiled = Object.assign(run, {
    dispose: () => {
      disposed = true;
      for (const { plan } of plans.values()) plan.dispose();
      plans.clear();
    },
  });
  introduce(compiled, plans);
  return compiled;
};
