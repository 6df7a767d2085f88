import type { CompiledStep, Rng, StepCompiler, Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { scope } from './scope.js';

/**
 * A step for many calls: compiled where the backend that computes can do that (see `StepCompiler`), and run op by op
 * elsewhere. Dispose it when it is no longer called.
 */
export const runCompiled = <A extends Tree, R extends Tree>(
  step: (input: A, rng: Rng) => R,
): CompiledStep<A, R> => {
  let compiled: CompiledStep<A, R> | undefined;
  let compiler: unknown;
  const run = (input: A, rng?: Rng): R => {
    const backend = tf.backend() as Partial<StepCompiler>;
    if (!backend.compile) return scope(() => step(input, rng as Rng));
    if (compiler !== backend) {
      compiled?.dispose();
      compiled = backend.compile(step);
      compiler = backend;
    }
    return (compiled as CompiledStep<A, R>)(input, rng);
  };
  return Object.assign(run, { dispose: () => compiled?.dispose() });
};
