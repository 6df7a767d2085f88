import { relu } from './activation.js';
import type { Layer } from './layer.js';
import { type LinearOptions, linear } from './linear.js';
import { named } from './named.js';
import { sequential } from './sequential.js';

export interface MultilayerPerceptronOptions extends LinearOptions {
  /** Widths of the hidden layers, from the input on; with none the network is one linear layer. */
  readonly hidden: readonly number[];
}

/**
 * Linear layers with a ReLU after each but the last: [n, inputs] -> [n, outputs], the output being logits. The hidden
 * layers are named `encoder`, `encoder2`, `encoder3`, ..., the last is `predictor`, so that one hidden layer has
 * `encoder/kernel`, `encoder/bias`, `predictor/kernel` and `predictor/bias`: a branch of AMEMA.
 * @throws as `linear`
 */
export const multilayerPerceptron = ({
  inputs,
  hidden,
  outputs,
  ...options
}: MultilayerPerceptronOptions): Layer =>
  sequential(
    ...hidden.flatMap((width, i) => [
      named(
        i === 0 ? 'encoder' : `encoder${i + 1}`,
        linear({ ...options, inputs: hidden[i - 1] ?? inputs, outputs: width }),
      ),
      relu,
    ]),
    named('predictor', linear({ ...options, inputs: hidden.at(-1) ?? inputs, outputs })),
  );
