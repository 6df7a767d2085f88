import type { Rng } from './rng.js';
import type { Tree } from './tree.js';

/** A function of tensors that is called many times. What it returns is the caller's to dispose. */
export interface CompiledStep<A extends Tree, R extends Tree> {
  /** @param rng what the step draws from, anew in every call; a step that draws nothing needs none */
  (input: A, rng?: Rng): R;
  /** Frees what it holds; it cannot be called again. */
  dispose(): void;
}

/**
 * What a backend of TensorFlow.js may offer: it makes one program of a step of plain ops. The step may use variables
 * and tensors from outside; variables that it assigns to have their new numbers after each call.
 */
export interface StepCompiler {
  compile<A extends Tree, R extends Tree>(step: (input: A, rng: Rng) => R): CompiledStep<A, R>;
}
