import type { Params, Rng } from '@ildl/interface';
import { inputError, optionError } from '@ildl/internal';
import * as tf from '@tensorflow/tfjs-core';
import type { Layer } from './layer.js';
import { MissingParamError } from './missing-param-error.js';

type Draw = (rng: Rng, shape: number[], inputs: number) => tf.Tensor;

const uniform: Draw = (rng, shape, inputs) =>
  rng.uniform(shape, -1 / Math.sqrt(inputs), 1 / Math.sqrt(inputs));
const heNormal: Draw = (rng, shape, inputs) => rng.normal(shape, 0, Math.sqrt(2 / inputs));
const zeros: Draw = (_, shape) => tf.zeros(shape);

const initializers = {
  torch: { kernel: uniform, bias: uniform },
  kaiming: { kernel: heNormal, bias: zeros },
  zeros: { kernel: zeros, bias: zeros },
};

/**
 * How a linear layer starts, with n inputs.
 * - `torch`: kernel and bias uniform in [-1/sqrt(n), 1/sqrt(n)), the default of PyTorch's `nn.Linear`.
 * - `kaiming`: kernel normal with variance 2/n (He et al. 2015), bias 0.
 * - `zeros`: all 0.
 */
export type Initializer = keyof typeof initializers;

export interface LinearOptions {
  /** Columns of the input, at least 1. */
  readonly inputs: number;
  /** Columns of the output, at least 1. */
  readonly outputs: number;
  /** Whether a bias is added; `true` by default. */
  readonly bias?: boolean;
  /** `torch` by default, as AMEMA's experiments. */
  readonly initializer?: Initializer;
}

const paramOf = (params: Params, name: string): tf.Tensor => {
  const param = params[name];
  if (param === undefined) throw new MissingParamError(name, Object.keys(params));
  return param;
};

/**
 * `x kernel + bias`: [n, inputs] -> [n, outputs], with the parameters `kernel` [inputs, outputs] and `bias` [outputs].
 * @throws `ILDL_OPTION` for sizes that are not whole numbers from 1, or an unknown initializer; when applied,
 * `ILDL_INPUT` for rows of another width, and {@link MissingParamError}
 */
export const linear = ({ inputs, outputs, bias = true, initializer = 'torch' }: LinearOptions): Layer => {
  for (const [name, size] of Object.entries({ inputs, outputs }))
    if (!Number.isInteger(size) || size < 1)
      throw optionError(`linear got ${name} ${size}; give a whole number from 1.`);
  if (!Object.hasOwn(initializers, initializer))
    throw optionError(
      `linear got initializer ${initializer}; give one of ${Object.keys(initializers).join(', ')}.`,
    );
  const draw = initializers[initializer];
  return {
    init: (rng) => ({
      kernel: draw.kernel(rng.fork('kernel'), [inputs, outputs], inputs),
      ...(bias && { bias: draw.bias(rng.fork('bias'), [outputs], inputs) }),
    }),
    apply: (params, x) => {
      if (x.shape[1] !== inputs)
        throw inputError(`linear takes rows of ${inputs} numbers and got x of shape [${x.shape}].`);
      const product = tf.matMul<tf.Tensor2D>(x, paramOf(params, 'kernel') as tf.Tensor2D);
      return bias ? tf.add(product, paramOf(params, 'bias')) : product;
    },
  };
};
