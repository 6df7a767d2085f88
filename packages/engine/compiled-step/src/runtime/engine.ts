import type { Encoded } from '../codegen/encode.js';
import type { TypedArray } from '../graph/graph.js';
import type { Arrangement } from '../schedule/arrange.js';
import type { RunOp } from '../trace/host.js';
import type { TraceHost } from '../trace/tracer.js';
import type { Arena, Block } from './arena.js';
import type { Kernels, VectorFunctions } from './kernels.js';
import type { VariablePlaces } from './variables.js';

/** What plans share: memory, kernels, the values of tensors and variables; and the trace that is running, if any. */
export interface Engine extends TraceHost {
  readonly arena: Arena;
  readonly kernels: Kernels & VectorFunctions;
  readonly places: VariablePlaces;
  readonly constants: ConstantBlocks;
  /** The cpu kernel function of a TensorFlow.js op. */
  readonly runOnHost: (op: string) => RunOp;
  /** Memory layouts by structural hash. */
  readonly arrangements: Map<string, Arrangement>;
  /** Modules by structural hash and the addresses baked into their code. */
  readonly modules: Map<string, Encoded>;
  /** By structural hash, the last call at which a step was verified. */
  readonly verified: Map<string, number>;
}

/** Captured tensors in the arena, reference counted. */
export const constantBlocks = (arena: Arena) => {
  const blocks = new Map<object, { readonly block: Block; users: number }>();
  return {
    acquire: (identity: object, values: TypedArray): Block => {
      let known = blocks.get(identity);
      if (!known) {
        known = { block: arena.allocate(4 * values.length, { data: true }), users: 0 };
        arena.write(known.block.address, values);
        blocks.set(identity, known);
      }
      known.users++;
      return known.block;
    },
    release: (identity: object): void => {
      const known = blocks.get(identity);
      if (!known || --known.users > 0) return;
      arena.release(known.block);
      blocks.delete(identity);
    },
  };
};
type ConstantBlocks = ReturnType<typeof constantBlocks>;

/** Entries of each cache. */
const mostKept = 128;

/** A cache of the least recently used kind: the value of a key, made where there is none. */
export const recall = <T>(known: Map<string, T>, key: string, make: () => T): T => {
  const value = known.get(key) ?? make();
  known.delete(key);
  known.set(key, value);
  if (known.size > mostKept) known.delete(known.keys().next().value as string);
  return value;
};
