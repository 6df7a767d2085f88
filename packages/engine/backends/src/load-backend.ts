import { ildlError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs';
import { restoreNodeUtilities } from './restore-node-utilities.js';

/**
 * In the order in which they are tried where none is named. Compiled steps come first: at the sizes of the field's
 * networks they are many times faster than the native backends, which are for large ones.
 */
export const backendNames = ['compiled', 'node-gpu', 'node', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** What computes: it belongs into every result, because numbers agree between backends to a tolerance only. */
export interface Backend {
  readonly name: BackendName;
  /** Of the package that holds the backend. */
  readonly version: string;
  /** Threads of one operation. */
  readonly threads: number;
  /** Whether compiled steps fuse multiply and add, so that results differ in last bits from those without. */
  readonly fma: boolean;
  /** Backends that come earlier in the order and could not be loaded, each with the reason. */
  readonly skipped: readonly { readonly name: BackendName; readonly reason: string }[];
}

type Loaded = { readonly version: string; readonly threads: number; readonly fma?: boolean };

const backendError = (message: string, cause?: unknown) => ildlError('ILDL_BACKEND', message, { cause });

const use = async (registered: string): Promise<void> => {
  if (!(await tf.setBackend(registered))) throw new Error(`TensorFlow.js could not start ${registered}`);
  await tf.ready();
};

const loadNative = async (specifier: string): Promise<Loaded> => {
  restoreNodeUtilities((await import('node:util')).default);
  // TensorFlow otherwise greets every process with what its build could make use of; warnings stay.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
  const native = (await import(/* @vite-ignore */ specifier)) as { version: Record<string, string> };
  await use('tensorflow');
  const threads =
    Number(process.env.TF_NUM_INTRAOP_THREADS) || (await import('node:os')).availableParallelism();
  return { version: native.version['tfjs-node'] ?? tf.version['tfjs-core'], threads };
};

interface LoadOptions {
  readonly threads: number;
  readonly fma: boolean | undefined;
}

const loaders: Readonly<Record<BackendName, (options: LoadOptions) => Promise<Loaded>>> = {
  'node-gpu': () => loadNative('@tensorflow/tfjs-node-gpu'),
  node: () => loadNative('@tensorflow/tfjs-node'),
  compiled: async ({ fma: wanted }) => {
    const { registerCompiledBackend } = await import('@ildl/compiled-step');
    registerCompiledBackend(wanted === undefined ? {} : { fma: wanted });
    await use('compiled');
    const { fma } = tf.backend() as unknown as { readonly fma: boolean };
    if (wanted !== undefined && fma !== wanted)
      throw new Error(
        wanted
          ? 'this processor or this version of Node has no fused multiply-add'
          : 'it runs with fused multiply-add already',
      );
    return { version: `${tf.version['tfjs-core']}${fma ? '+fma' : ''}`, threads: 1, fma };
  },
  wasm: async ({ threads }) => {
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    wasm.setThreadsCount(threads);
    await use('wasm');
    return { version: wasm.version_wasm, threads };
  },
  cpu: async () => {
    await use('cpu');
    return { version: tf.version['tfjs-backend-cpu'] ?? tf.version['tfjs-core'], threads: 1 };
  },
};

const packageOf: Readonly<Record<BackendName, string>> = {
  'node-gpu': '@tensorflow/tfjs-node-gpu',
  node: '@tensorflow/tfjs-node',
  compiled: '@ildl/compiled-step',
  wasm: '@tensorflow/tfjs-backend-wasm',
  cpu: '@tensorflow/tfjs',
};

/** A missing package in one sentence; the native packages say what else went wrong on their first line. */
const reasonOf = (name: BackendName, error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  return /Cannot find (package|module)/.test(message)
    ? `${packageOf[name]} is not installed`
    : (message.split('\n')[0] as string).replace(/[.\s]+$/, '');
};

/**
 * Loads a backend of TensorFlow.js and makes it the one that computes.
 * @param name the backend to load; without it the first of `backendNames` that loads
 * @param options `threads`: threads of one operation of the wasm backend, 1 by default (a benchmark runs folds side by
 * side instead); the native backends take theirs from `TF_NUM_INTRAOP_THREADS`. `fma`: pins whether compiled steps fuse
 * multiply and add; by default they do where the processor can
 * @throws `ILDL_BACKEND` where the named backend is unknown or does not load: another one is never taken in its place
 */
export const loadBackend = async (
  name?: BackendName,
  { threads = 1, fma }: { readonly threads?: number; readonly fma?: boolean } = {},
): Promise<Backend> => {
  if (name !== undefined && !backendNames.includes(name))
    throw backendError(`There is no backend "${name}"; choose one of ${backendNames.join(', ')}.`);
  // tfjs otherwise greets every program on the cpu backend with a banner.
  tf.enableProdMode();
  const skipped: { name: BackendName; reason: string }[] = [];
  for (const candidate of name === undefined ? backendNames : [name]) {
    try {
      const loaded = await loaders[candidate]({ threads, fma });
      return Object.freeze({ name: candidate, fma: false, ...loaded, skipped: Object.freeze(skipped) });
    } catch (error) {
      const reason = reasonOf(candidate, error);
      if (name !== undefined)
        throw backendError(
          `The backend ${name} does not load: ${reason}; install it or name another one.`,
          error,
        );
      skipped.push({ name: candidate, reason });
    }
  }
  throw backendError(`No backend loads: ${skipped.map((s) => `${s.name}: ${s.reason}`).join('; ')}.`);
};
