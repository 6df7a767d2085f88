import type { Params } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs-core';
import type { Layer } from './layer.js';
import { MissingParamError } from './missing-param-error.js';

const renamed = (params: Params, rename: (name: string) => string | undefined): Params =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, param]) => {
      const next = rename(name);
      return next === undefined ? [] : [[next, param]];
    }),
  );

/**
 * The same layer with `name/` before the names of its parameters, as in `encoder/kernel`. Names nest, and the
 * outermost is the group: `named('dominant', multilayerPerceptron(...))` has `dominant/encoder/kernel`.
 */
export const named = <Output = tf.Tensor2D>(name: string, layer: Layer<Output>): Layer<Output> => {
  const prefix = `${name}/`;
  return {
    init: (rng) => renamed(layer.init(rng.fork(name)), (inner) => prefix + inner),
    apply: (params, x) => {
      const own = renamed(params, (full) =>
        full.startsWith(prefix) ? full.slice(prefix.length) : undefined,
      );
      try {
        return layer.apply(own, x);
      } catch (error) {
        if (error instanceof MissingParamError)
          throw new MissingParamError(prefix + error.param, Object.keys(params));
        throw error;
      }
    },
  };
};
