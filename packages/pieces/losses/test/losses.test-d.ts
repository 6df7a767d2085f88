import type * as tf from '@tensorflow/tfjs';
import { expectTypeOf } from 'vitest';
import * as losses from '../src/index.js';

type Rows = (y: tf.Tensor2D, predicted: tf.Tensor2D) => tf.Tensor1D;
type Mean = (y: tf.Tensor2D, predicted: tf.Tensor2D) => tf.Scalar;

expectTypeOf(losses.klRows).toEqualTypeOf<Rows>();
expectTypeOf(losses.klRowsWithLogits).toEqualTypeOf<Rows>();
expectTypeOf(losses.crossEntropyRowsWithLogits).toEqualTypeOf<Rows>();
expectTypeOf(losses.kl).toEqualTypeOf<Mean>();
expectTypeOf(losses.klWithLogits).toEqualTypeOf<Mean>();
expectTypeOf(losses.crossEntropyWithLogits).toEqualTypeOf<Mean>();
