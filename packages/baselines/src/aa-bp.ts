import { matmul, matmulTransposed, transposedMatmul } from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  type HostBatch,
  orNull,
  positive,
  type Rng,
  wholeFromOne,
} from '@ildl/trainer';
import { adam } from './adam.js';
import { joined, partsOf } from './parts.js';
import { rowsAt } from './rows-at.js';
import { softmaxRows, throughSoftmax } from './softmax-rows.js';

export type AaBpOptions = {
  /** Units of the hidden layer. */
  hidden: number;
  learningRate: number;
  /** Rows a batch; `null` takes all. */
  batchSize: number | null;
  epochs: number;
  /** `adam`, or plain gradient `descent`, which is what back-propagation was first. */
  optimizer: 'adam' | 'descent';
};

/** The sizes of a network. */
interface Sizes {
  readonly features: number;
  readonly hidden: number;
  readonly labels: number;
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

/** Kernel [features, hidden] and bias of the hidden layer, kernel [hidden, labels] and bias of the outputs. */
const layersOf = (parameters: Float64Array, { features, hidden, labels }: Sizes): Four =>
  partsOf(parameters, features * hidden, hidden, hidden * labels) as Four;

const forward = (parameters: Float64Array, x: Float64Array, rows: number, sizes: Sizes) => {
  const { features, hidden, labels } = sizes;
  const [kernel, bias, outKernel, outBias] = layersOf(parameters, sizes);
  const units = matmul(x, kernel, rows, features, hidden).map(
    (value, i) => 1 / (1 + Math.exp(-value - (bias[i % hidden] as number))),
  );
  const logits = matmul(units, outKernel, rows, hidden, labels).map(
    (value, i) => value + (outBias[i % labels] as number),
  );
  return { units, p: softmaxRows(logits, labels) };
};

const columnSums = (a: Float64Array, columns: number): Float64Array => {
  const sums = new Float64Array(columns);
  for (let i = 0; i < a.length; i++) sums[i % columns] = (sums[i % columns] as number) + (a[i] as number);
  return sums;
};

/** ½‖P − Y‖² as a mean over the rows, and its gradient by all parameters. */
export const aaBpObjective = (parameters: Float64Array, { x, y, rows }: HostBatch, sizes: Sizes) => {
  const { features, hidden, labels } = sizes;
  const { units, p } = forward(parameters, x, rows, sizes);
  const error = p.map((degree, i) => (degree - (y[i] as number)) / rows);
  let value = 0;
  for (const e of error) value += (e * e * rows) / 2;
  const byLogits = throughSoftmax(p, error, labels);
  const [, , outKernel] = layersOf(parameters, sizes);
  const bySums = matmulTransposed(byLogits, outKernel, rows, labels, hidden).map(
    (g, i) => g * (units[i] as number) * (1 - (units[i] as number)),
  );
  return {
    value,
    gradient: joined(
      transposedMatmul(x, bySums, rows, features, hidden),
      columnSums(bySums, hidden),
      transposedMatmul(units, byLogits, rows, hidden, labels),
      columnSums(byLogits, labels),
    ),
  };
};

/** Kernels uniform within ±√(6 / (inputs + outputs)) (Glorot, Bengio 2010), biases of 0. */
const glorot = ({ features, hidden, labels }: Sizes, rng: Rng): Float64Array => {
  const kernel = (inputs: number, outputs: number) => {
    const limit = Math.sqrt(6 / (inputs + outputs));
    return Float64Array.from(
      { length: inputs * outputs },
      () => limit * (rng.integer(2 ** 32) / 2 ** 31 - 1),
    );
  };
  return joined(
    kernel(features, hidden),
    new Float64Array(hidden),
    kernel(hidden, labels),
    new Float64Array(labels),
  );
};

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
      { hidden: wholeFromOne, learningRate: positive, batchSize: orNull(wholeFromOne), epochs: wholeFromOne },
      { optimizer: ['adam', 'descent'] },
    );
    const { hidden, learningRate, epochs } = options;
    const descend = (w: Float64Array, gradient: Float64Array) => {
      for (let i = 0; i < w.length; i++) w[i] = (w[i] as number) - learningRate * (gradient[i] as number);
    };
    return fullBatchMethod({
      name: 'aa-bp',
      *solve({ x, y, rows }, { features, labels }, rng) {
        const sizes = { features, hidden, labels };
        const w = glorot(sizes, rng.fork('init'));
        const move = options.optimizer === 'adam' ? adam(w.length, learningRate) : descend;
        const batchSize = options.batchSize ?? rows;
        let value = 0;
        for (let iteration = 1; iteration <= epochs; iteration++) {
          const order = rng.fork('epoch').fork(`${iteration}`).permutation(rows);
          value = 0;
          for (let from = 0; from < rows; from += batchSize) {
            const some = order.subarray(from, from + batchSize);
            const batch = {
              rows: some.length,
              x: rowsAt(x, features, some),
              y: rowsAt(y, labels, some),
            };
            const at = aaBpObjective(w, batch, sizes);
            value += (at.value * some.length) / rows;
            move(w, at.gradient);
          }
          yield { iteration, value, w };
        }
        return { w, value, iterations: epochs, converged: false, reason: `all ${epochs} epochs were run` };
      },
      predict: (w, x, rows, { features, labels }) => forward(w, x, rows, { features, hidden, labels }).p,
    });
  },
});
