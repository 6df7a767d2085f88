import * as tf from '@tensorflow/tfjs';

let last: Promise<unknown> = Promise.resolve();

const inScope = async <T>(work: () => Promise<T>): Promise<T> => {
  tf.engine().startScope();
  try {
    return await work();
  } finally {
    tf.engine().endScope();
  }
};

/**
 * `tf.tidy` for asynchronous work. TensorFlow.js has one stack of scopes and one count of tensors per process, so that
 * concurrent calls are serialised.
 */
export const scopeAsync = <T>(work: () => Promise<T>): Promise<T> => {
  const run = last.then(() => inScope(work));
  last = run.catch(() => {});
  return run;
};
