import type { CompiledStep, Rng, StepCompiler, Tree } from '@ildl/interface';
import * as tf from '@tensorflow/tfjs';
import { compileStep } from './compile.js';
import { stepError } from './errors.js';
import { newArena } from './runtime/arena.js';
import { constantBlocks, type Engine } from './runtime/engine.js';
import { firstFreeByte, instantiateKernels } from './runtime/kernels.js';
import type { StepStats } from './runtime/plan.js';
import { variablePlaces } from './runtime/variables.js';
import type { ArrayStore, HostBackend, RunOp } from './trace/host.js';

/** The name of the backend that compiles steps. */
export const backendName = 'compiled';

/** The backend `compiled`: what `tf.backend()` is after `tf.setBackend('compiled')`. */
export interface CompiledBackend extends StepCompiler {
  /** Told, once each, what a user should know of the steps; by default it goes to the console. */
  onNotice: (notice: string) => void;
  /** Bytes of WebAssembly memory that compiled steps hold. */
  bytesInUse(): number;
  /** Whether products multiply and add in one rounding. */
  readonly fma: boolean;
}

/** Operations of a training step from which a native backend was measured to be faster. */
const largeStep = 1e9;

const noticesOf = ({ hostOps, operations, trains }: StepStats): string[] => [
  ...hostOps.map(
    (op) => `A compiled step uses ${op}, which has no lowering rule: it runs on the host, which is slower.`,
  ),
  ...(trains && operations > largeStep
    ? [
        `A step of this size, ${(operations / 1e9).toFixed(1)} GFLOP, is faster on a native backend (1.7 times at 2 GFLOP, 2.9 times at 8, on two cores): install @tensorflow/tfjs-node or @tensorflow/tfjs-node-gpu and name the backend node or node-gpu.`,
      ]
    : []),
];

const storeOf = (data: HostBackend['data'], references: ArrayStore['references']): ArrayStore => ({
  has: (dataId) => data.has(dataId),
  entry: (dataId) => data.get(dataId),
  add: (values, dtype) => {
    const dataId = {};
    data.set(dataId, { values, dtype, refCount: 1 });
    return dataId;
  },
  references,
  remove: (dataId) => data.delete(dataId),
});

/** The kernel function of TensorFlow.js for an op, on the cpu backend. */
const cpuKernel = (op: string): RunOp => {
  const kernel = tf.getKernel(op, 'cpu');
  if (!kernel) throw stepError(`The cpu backend of TensorFlow.js has no op ${op}.`);
  return kernel.kernelFunc as unknown as RunOp;
};

const newBackend = (options: {
  readonly fma?: boolean;
}): HostBackend & CompiledBackend & { engine: Engine } => {
  const factory = tf.findBackendFactory('cpu');
  if (!factory)
    throw stepError('The cpu backend of TensorFlow.js is missing; import @tensorflow/tfjs first.');
  const host = factory() as unknown as HostBackend;
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536 });
  const { exports: kernels, fma } = instantiateKernels(memory, options);
  const arena = newArena(memory, firstFreeByte);
  const [write, readSync, refCount] = [host.write, host.readSync, host.refCount].map((method) =>
    method.bind(host),
  ) as [HostBackend['write'], HostBackend['readSync'], HostBackend['refCount']];
  const store = storeOf(host.data, refCount);
  const engine: Engine = {
    arena,
    kernels,
    store,
    places: variablePlaces(arena, store),
    constants: constantBlocks(arena),
    runOnHost: cpuKernel,
    arrangements: new Map(),
    modules: new Map(),
    verified: new Map(),
    tracer: undefined,
  };
  /** Arrays of the arena change with the next step, so what leaves it is copied. */
  const copied = (values: unknown) => (arena.holds(values) ? values.slice() : values);
  const read = (dataId: object) => {
    engine.tracer?.read();
    return copied(readSync(dataId));
  };
  const told = new Set<string>();
  const backend = Object.assign(host, {
    engine,
    onNotice: (notice: string) => console.warn(notice),
    write: (values: unknown, shape: number[], dtype: tf.DataType) => {
      // An op may hand on the very array of a variable.
      const dataId = write(copied(values), shape, dtype);
      engine.tracer?.made(dataId);
      return dataId;
    },
    readSync: read,
    read: async (dataId: object) => read(dataId),
    fma,
    bytesInUse: arena.used,
    compile: <A extends Tree, R extends Tree>(step: (input: A, rng: Rng) => R) =>
      compileStep(step, engine, (stats) => {
        for (const notice of noticesOf(stats).filter((one) => !told.has(one))) {
          told.add(notice);
          backend.onNotice(notice);
        }
      }),
  });
  return backend;
};

/**
 * Registers the backend `compiled`: the cpu backend of TensorFlow.js with a `compile`, which turns a step of plain ops
 * into one WebAssembly function. `tf.setBackend('compiled')` makes it the one that computes.
 * @param options `fma: false` for results that are the same on every processor; true by default; the first call decides
 * @throws `ILDL_BACKEND` where WebAssembly has no 128-bit SIMD
 */
export const registerCompiledBackend = (options: { readonly fma?: boolean } = {}): void => {
  if (tf.findBackendFactory(backendName)) return;
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    const { kernelName, setupFunc, disposeFunc } = kernel;
    const run = kernel.kernelFunc as unknown as RunOp;
    const trace: RunOp = (call) => {
      const { tracer } = (call.backend as { readonly engine: Engine }).engine;
      return tracer ? tracer.op(kernelName, run, call) : run(call);
    };
    tf.registerKernel({
      kernelName,
      backendName,
      ...(setupFunc && { setupFunc }),
      ...(disposeFunc && { disposeFunc }),
      kernelFunc: trace as unknown as tf.KernelFunc,
    });
  }
  tf.registerBackend(backendName, () => newBackend(options) as unknown as tf.KernelBackend, 0);
};

/**
 * Makes a step of plain ops one WebAssembly function. The step may use variables and tensors from outside; variables it
 * assigns to have their new values after the call. The caller disposes what it returns.
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
