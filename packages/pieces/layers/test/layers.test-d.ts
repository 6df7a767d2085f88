import type { Params, Rng } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs';
import { expectTypeOf } from 'vitest';
import { type Layer, linear, multilayerPerceptron, named, relu, sequential } from '../src/index.js';

expectTypeOf(relu).toEqualTypeOf<Layer>();
expectTypeOf(named('encoder', relu)).toEqualTypeOf<Layer>();
expectTypeOf(sequential(relu, relu)).toEqualTypeOf<Layer>();
expectTypeOf<Layer['init']>().toEqualTypeOf<(rng: Rng) => Params>();
expectTypeOf<Layer['apply']>().toEqualTypeOf<(params: Params, x: tf.Tensor2D) => tf.Tensor2D>();

multilayerPerceptron({ inputs: 3, hidden: [4, 4], outputs: 2, initializer: 'kaiming' });
// @ts-expect-error the initializers are known by name
linear({ inputs: 3, outputs: 2, initializer: 'xavier' });
// @ts-expect-error a multilayer perceptron needs to know its hidden layers
multilayerPerceptron({ inputs: 3, outputs: 2 });
