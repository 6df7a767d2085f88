import type { Options } from '@ildl/interface';
import { ildlError } from '@ildl/internal';
import { startChild } from './child.js';
import type { MethodDescriptor } from './method-descriptor.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

/** Seconds that a module may take to load. */
const loadTime = 60;

/** A module of methods in a process of its own: whatever it does while it loads stays there. */
export interface MethodModule {
  readonly methods: readonly MethodDescriptor[];
  /** @throws what the method says of its options */
  check(id: string, options: Options): Promise<void>;
  close(): void;
}

/**
 * Loads a module of methods in a child process.
 * @param module what `import()` takes
 * @param options `seconds`: how long it may take to load, 60 by default
 * @throws `ILDL_METHOD` where it throws, ends its process, or does not finish
 */
export const describeMethods = async (
  module: string,
  { seconds = loadTime }: { readonly seconds?: number } = {},
): Promise<MethodModule> => {
  let settle: ((message: FromWorker | { readonly type: 'end'; readonly how: string }) => void) | undefined;
  const child = startChild(
    (message) => settle?.(message),
    (how) => settle?.({ type: 'end', how }),
  );
  // While it is asked nothing it keeps nobody waiting.
  child.process.unref();
  child.process.channel?.unref();
  const ask = (message: ToWorker) =>
    new Promise<FromWorker>((resolve, reject) => {
      const fail = (why: string) =>
        reject(ildlError('ILDL_METHOD', `The module ${module} does not load: ${why}.`));
      const timer = setTimeout(() => {
        child.kill();
        fail(`it was not ready after ${seconds} s`);
      }, seconds * 1000);
      settle = (answer) => {
        if (answer.type === 'notice' || answer.type === 'alive') return;
        settle = undefined;
        clearTimeout(timer);
        if (answer.type === 'end') fail(`its process ended with ${answer.how}`);
        else if (answer.type === 'error') reject(ildlError(answer.code as `ILDL_${string}`, answer.message));
        else resolve(answer);
      };
      child.tell(message);
    });
  try {
    const answer = await ask({ type: 'describe', module });
    return {
      methods: answer.type === 'described' ? answer.methods : [],
      check: async (id, options) => {
        await ask({ type: 'try', module, id, options });
      },
      close: () => child.kill(),
    };
  } catch (error) {
    child.kill();
    throw error;
  }
};
