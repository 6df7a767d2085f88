import type { Rng, Tree } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs';
import { stepError } from './errors.js';
import { type Engine, recall } from './runtime/engine.js';
import { type Plan, type PlanFigures, planOf } from './runtime/plan.js';
import type { Trace } from './trace/trace.js';
import { differenceOf, type Tracer, traceStep } from './trace/tracer.js';
import { leavesOf, mapLeaves } from './trace/trees.js';

/** A step that runs as one WebAssembly function. */
export interface CompiledStep<A extends Tree, R extends Tree> {
  /**
   * @param rng what the step draws from; it is drawn from in every call anew
   * @returns tensors that the caller disposes
   */
  (input: A, rng?: Rng): R;
  /** One for every combination of shapes that the step was called with. */
  figures(): readonly PlanFigures[];
  /** Frees what its plans hold. */
  dispose(): void;
}

/**
 * A step is traced again at its second call, to see that it computes what it did at first, and with the shapes that came
 * first also at calls 128, 8192, …; unless it is long and an equal one was found to, at that call or a later one.
 */
const isRepeated = (calls: number): boolean => calls > 2 && Number.isInteger((Math.log2(calls) - 1) / 6);
/** Operations from which a trace takes its time. */
const longStep = 50;

/** Makes a step of plain ops a compiled one; see `registerCompiledBackend`. */
export const compileStep = <A extends Tree, R extends Tree>(
  step: (input: A, rng: Rng) => R,
  engine: Engine,
  begin: (tracer: Tracer | undefined) => void,
  onPlan: (figures: PlanFigures) => void,
): CompiledStep<A, R> => {
  const plans = new Map<string, { readonly trace: Trace; readonly plan: Plan; calls: number }>();
  let disposed = false;

  const planFor = (input: A, leaves: readonly tf.Tensor[], rng: Rng | undefined) => {
    const key = leaves.map(({ dtype, shape }) => `${dtype} ${shape}`).join(';');
    const trace = () => traceStep(step, input, rng, engine.store, begin);
    const known = plans.get(key);
    if (known) {
      known.calls++;
      const isFirst = plans.keys().next().value === key;
      const { identity, figures } = known.plan;
      const isDue = known.calls === 2 || (isFirst && isRepeated(known.calls));
      const checkedAt = (figures.recorded >= longStep && engine.checked.get(identity)) || 0;
      if (isDue && checkedAt < known.calls) {
        const other = differenceOf(known.trace, trace());
        if (other)
          throw stepError(
            `The step cannot be compiled: at ${other.origin} it computes something else than when it was compiled; take random numbers from the rng, keep what changes from step to step in a variable, and hand over what changes from call to call as an argument.`,
          );
        engine.checked.delete(identity);
        recall(engine.checked, identity, () => known.calls);
      }
      return known.plan;
    }
    const recorded = trace();
    const plan = planOf(recorded, engine);
    onPlan(plan.figures);
    plans.set(key, { trace: recorded, plan, calls: 1 });
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
  return Object.assign(run, {
    figures: () => [...plans.values()].map(({ plan }) => plan.figures),
    dispose: () => {
      disposed = true;
      for (const { plan } of plans.values()) plan.dispose();
      plans.clear();
    },
  });
};
