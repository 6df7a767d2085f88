import type { Rng, Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { type CompiledStep, compileStep } from './compile.js';
import { stepError } from './errors.js';
import { newArena } from './runtime/arena.js';
import { constantBlocks, type Engine } from './runtime/engine.js';
import { firstFreeByte, instantiateKernels } from './runtime/kernels.js';
import { variablePlaces } from './runtime/variables.js';
import type { ArrayStore, HostBackend, RunKernel } from './trace/host.js';
import type { Tracer } from './trace/tracer.js';

export const backendName = 'compiled';

/** A backend that can compile steps. */
export interface StepCompiler {
  compile<A extends Tree, R extends Tree>(step: (input: A, rng: Rng) => R): CompiledStep<A, R>;
  /** Told, once each, what a user should know of the steps; by default it goes to the console. */
  onNotice: (notice: string) => void;
  /** Bytes of WebAssembly memory that compiled steps hold. */
  bytesInUse(): number;
  /** Whether the engine multiplies and adds in one instruction. */
  readonly fma: boolean;
}

const newBackend = (options: { readonly fma?: boolean }): HostBackend & StepCompiler => {
  const factory = tf.findBackendFactory('cpu');
  if (!factory)
    throw stepError('The cpu backend of TensorFlow.js is missing; import @tensorflow/tfjs first.');
  const host = factory() as unknown as HostBackend;
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
  const { exports: kernels, fma } = instantiateKernels(memory, options);
  const arena = newArena(memory, firstFreeByte);
  const { data } = host;
  const store: ArrayStore = {
    has: (dataId) => data.has(dataId),
    entry: (dataId) => data.get(dataId),
    add: (values, dtype) => {
      const dataId = {};
      data.set(dataId, { values, dtype, refCount: 1 });
      return dataId;
    },
    references: (dataId) => host.refCount(dataId),
    remove: (dataId) => data.delete(dataId),
  };
  const engine: Engine = {
    arena,
    kernels,
    store,
    places: variablePlaces(arena, store),
    constants: constantBlocks(arena),
    runOnHost: (kernel) => hostKernels.get(kernel) as RunKernel,
    arrangements: new Map(),
    modules: new Map(),
    checked: new Map(),
  };

  const write = host.write.bind(host);
  const readSync = host.readSync.bind(host);
  const told = new Set<string>();
  const tell = (notice: string) => {
    if (told.has(notice)) return;
    told.add(notice);
    backend.onNotice(notice);
  };
  const backend = Object.assign(host, {
    onNotice: (notice: string) => console.warn(notice),
    write: (values: unknown, shape: number[], dtype: tf.DataType) => {
      // A kernel may hand on the very array of a variable, which the next step changes.
      const dataId = write(arena.holds(values) ? values.slice() : values, shape, dtype);
      tracer?.made(dataId);
      return dataId;
    },
    readSync: (dataId: object) => {
      tracer?.read();
      const values = readSync(dataId);
      return arena.holds(values) ? values.slice() : values;
    },
    read: async (dataId: object) => {
      tracer?.read();
      const values = readSync(dataId);
      return arena.holds(values) ? values.slice() : values;
    },
    fma,
    bytesInUse: arena.used,
    compile: <A extends Tree, R extends Tree>(step: (input: A, rng: Rng) => R) =>
      compileStep(
        step,
        engine,
        (next) => {
          tracer = next;
        },
        ({ hostKernels, operations, trains }) => {
          for (const kernel of hostKernels)
            tell(
              `A compiled step uses ${kernel}, which has no kernel of its own: it runs on the host, which is slower.`,
            );
          if (trains && operations > largeStep)
            tell(
              `A step of this size, ${(operations / 1e9).toFixed(1)} GFLOP, is faster on a native backend (1.7 times at 2 GFLOP, 2.9 times at 8, on two cores): install @tensorflow/tfjs-node or @tensorflow/tfjs-node-gpu and name the backend node or node-gpu.`,
            );
        },
      ),
  });
  return backend;
};

/** Operations of a training step from which a native backend was measured to be faster. */
const largeStep = 1e9;

/** The trace that is running: there is one step at a time. */
let tracer: Tracer | undefined;
const hostKernels = new Map<string, RunKernel>();

/**
 * Registers the backend `compiled`: the cpu backend of TensorFlow.js with a `compile`, which turns a step of plain ops
 * into one WebAssembly function. `tf.setBackend('compiled')` makes it the one that computes.
 * @param options `fma: false` for numbers that are the same on every processor; the first call decides
 * @throws `ILDL_BACKEND` where WebAssembly has no vectors of four numbers (SIMD)
 */
export const registerCompiledBackend = (options: { readonly fma?: boolean } = {}): void => {
  if (tf.findBackendFactory(backendName)) return;
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    const { kernelName, setupFunc, disposeFunc } = kernel;
    const run = kernel.kernelFunc as unknown as RunKernel;
    hostKernels.set(kernelName, run);
    tf.registerKernel({
      kernelName,
      backendName,
      ...(setupFunc && { setupFunc }),
      ...(disposeFunc && { disposeFunc }),
      kernelFunc: ((call: Parameters<RunKernel>[0]) =>
        tracer ? tracer.kernel(kernelName, run, call) : run(call)) as unknown as tf.KernelFunc,
    });
  }
  tf.registerBackend(backendName, () => newBackend(options) as unknown as tf.KernelBackend, 0);
};

/**
 * Makes a step of plain ops one WebAssembly function. The step may use variables and tensors from outside; variables it
 * assigns to have their new numbers after the call. See `CompiledStep`.
 * @throws `ILDL_STEP` where the active backend is another one, or where the step cannot be compiled
 */
export const compile = <A extends Tree, R extends Tree>(
  step: (input: A, rng: Rng) => R,
): CompiledStep<A, R> => {
  const backend = tf.backend() as unknown as Partial<StepCompiler>;
  if (!backend.compile)
    throw stepError(
      `The backend ${tf.getBackend()} compiles no steps; call registerCompiledBackend() and tf.setBackend('${backendName}').`,
    );
  return backend.compile(step);
};
