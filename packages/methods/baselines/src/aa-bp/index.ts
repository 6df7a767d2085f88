import { addFrom, factorOf } from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  orNull,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { adam } from '../adam.js';
import { partsOf } from '../parts.js';
import { rowsAt } from '../rows-at.js';
import { aaBpObjective, forward, glorot, sumsOf } from './network.js';
import type { AaBpOptions } from './options.js';

export type { AaBpOptions };

/**
 * AA-BP (Geng 2016): a network of one hidden layer of sigmoid units and a softmax, trained by back-propagation of the
 * squared error, batch by batch.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const aaBp = defineMethod<AaBpOptions>({
  id: 'aa-bp',
  summary: 'a network of one hidden layer by back-propagation (Geng 2016)',
  defaults: { hidden: 64, learningRate: 1e-2, batchSize: 64, epochs: 100, optimizer: 'adam' },
  features: 'raw',
  usesValidation: false,
  search: { learningRate: [1e-3, 3e-3, 1e-2, 3e-2, 0.1] },
  method: (options) => {
    checkOptions(
      'aa-bp',
      options,
      {
        hidden: positiveInteger,
        learningRate: positive,
        batchSize: orNull(positiveInteger),
        epochs: positiveInteger,
      },
      { optimizer: ['adam', 'descent'] },
    );
    const { hidden, learningRate, epochs } = options;
    return fullBatchMethod({
      name: 'aa-bp',
      *solve({ x, y: { values: y, rows } }, { features, labels }, rng) {
        const sizes = { features, hidden, labels };
        const factor = factorOf(x, rows, features);
        const w = glorot(sizes, rng.fork('init'));
        const batchSize = Math.min(options.batchSize ?? rows, rows);
        const moverOf = (part: Float64Array): ((gradient: Float64Array) => void) => {
          if (options.optimizer === 'descent')
            return (gradient) => addFrom(part, 0, -learningRate, gradient, 0, part.length);
          const move = adam(part.length, learningRate);
          return (gradient) => move(part, gradient);
        };
        const movers = partsOf(w, features * hidden).map(moverOf);
        let value = 0;
        for (let iteration = 1; iteration <= epochs; iteration++) {
          const order = rng.fork('epoch').fork(`${iteration}`).permutation(rows);
          value = 0;
          for (let from = 0; from < rows; from += batchSize) {
            const some = order.subarray(from, from + batchSize);
            const at = aaBpObjective(w, factor, rowsAt(y, labels, some), sizes, some);
            value += (at.value * some.length) / rows;
            movers.forEach((move, part) => {
              move(at.gradients[part] as Float64Array);
            });
          }
          yield { iteration, value, w: () => w.slice() };
        }
        return {
          w,
          value,
          iterations: epochs,
          converged: false,
          reason: `all ${epochs} epochs were run`,
        };
      },
      predict: (w, x, { features, labels }) => {
        const sizes = { features, hidden, labels };
        return forward(sumsOf(w, factorOf(x, x.rows, features), sizes), w, sizes).p;
      },
    });
  },
});
