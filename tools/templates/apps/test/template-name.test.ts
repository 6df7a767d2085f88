import { mean } from '@ildl/baselines';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { expectClose } from 'testing/expect-close.js';
import { it } from 'vitest';
import { templateName } from '../src/index.js';

it('predicts with what the method learned', async () => {
  const train = {
    x: tf.tensor2d([[1], [2]]),
    y: tf.tensor2d([
      [0.6, 0.4],
      [0.2, 0.8],
    ]),
  };
  const predicted = await templateName(mean(), { train, rng: rngFrom(0) }, tf.tensor2d([[3]]));
  expectClose(predicted, [[0.4, 0.6]]);
});
