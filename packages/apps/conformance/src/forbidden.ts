import { ildlError } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { assert } from './assert.js';

/** Replaces functions by ones that throw while `work` runs, and lists their calls, also those that `work` catches. */
const callsWithin = (
  functions: readonly (readonly [object, string, string])[],
  work: () => void,
): string[] => {
  const calls: string[] = [];
  const restore = functions.map(([owner, key, name]) => {
    const own = Object.getOwnPropertyDescriptor(owner, key);
    Object.defineProperty(owner, key, {
      configurable: true,
      writable: true,
      value: () => {
        calls.push(name);
        throw ildlError('ILDL_CHECK', `${name} was called.`);
      },
    });
    return () => {
      if (own) Object.defineProperty(owner, key, own);
      else Reflect.deleteProperty(owner, key);
    };
  });
  try {
    work();
  } catch (error) {
    if (calls.length === 0) throw error;
  } finally {
    for (const undo of restore) undo();
  }
  return calls;
};

/** Fails where `work` asks for the time or for random numbers that are not its argument. */
export const assertPure = (work: () => void): void => {
  const calls = callsWithin(
    [
      [Math, 'random', 'Math.random'],
      [Date, 'now', 'Date.now'],
      [performance, 'now', 'performance.now'],
    ],
    work,
  );
  assert(calls.length === 0, `It calls ${calls[0]}; take random numbers from the rng and no time at all.`);
};

/** Fails where `work` reads the numbers of a tensor. `array` and `arraySync` read through `data` and `dataSync`. */
export const assertReadsNothing = (work: () => void): void => {
  const names = ['data', 'dataSync', 'bytes', 'bytesSync'];
  const calls = callsWithin(
    names.map((name) => [tf.Tensor.prototype, name, name] as const),
    work,
  );
  assert(calls.length === 0, `It reads a tensor by ${calls[0]}; compute with tensors instead.`);
};
