import type { Decoupler } from '@ildl/interface';
import type * as tf from '@tensorflow/tfjs';
import { expectTypeOf } from 'vitest';
import { dominantAndRest, dominantDegree, recompose } from '../src/index.js';

expectTypeOf(dominantAndRest).toEqualTypeOf<Decoupler<'dominant' | 'nonDominant'>>();
expectTypeOf(dominantDegree).toEqualTypeOf<(y: tf.Tensor2D) => tf.Tensor1D>();
expectTypeOf(recompose).parameter(0).toEqualTypeOf<ReturnType<typeof dominantAndRest>>();
expectTypeOf(recompose).returns.toEqualTypeOf<tf.Tensor2D>();
