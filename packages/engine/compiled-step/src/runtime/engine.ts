import type { Encoded } from '../codegen/encode.js';
import type { TypedArray } from '../graph/graph.js';
import type { Arrangement } from '../schedule/arrange.js';
import type { ArrayStore, RunKernel } from '../trace/host.js';
import type { Arena, Block } from './arena.js';
import type { Kernels, VectorFunctions } from './kernels.js';
import type { VariablePlaces } from './variables.js';

/** What plans share: memory, kernels, and the numbers of tensors and variables. */
export interface Engine {
  readonly arena: Arena;
  readonly kernels: Kernels & VectorFunctions;
  readonly store: ArrayStore;
  readonly places: VariablePlaces;
  readonly constants: ConstantBlocks;
  /** Runs a kernel of TensorFlow.js on the host. */
  readonly runOnHost: (kernel: string) => RunKernel;
  /** What was found out about steps before, by their structure; of a module also by the addresses in its code. */
  readonly arrangements: Map<string, Arrangement>;
  readonly modules: Map<string, Encoded>;
  /** The last call at which a step was seen to compute the same as at its first. */
  readonly checked: Map<string, number>;
}

/** Constants of plans in the arena, each once. */
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

/** How much is kept for steps to come, of each kind. */
const mostKept = 128;

/** What was made before for an equal key; else makes it, and forgets what was not used for longest. */
export const recall = <T>(known: Map<string, T>, key: string, make: () => T): T => {
  const value = known.get(key) ?? make();
  known.delete(key);
  known.set(key, value);
  if (known.size > mostKept) known.delete(known.keys().next().value as string);
  return value;
};
