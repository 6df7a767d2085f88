import type { Rng } from '@ildl/interface';
import type { Iterate, Minimum } from '@ildl/minimizers';
import {
  addFrom,
  dot,
  type Factor,
  factorOf,
  matmul,
  matmulTransposed,
  softmaxRows,
  throughSoftmax,
  transposedMatmul,
} from '@ildl/minimizers';
import {
  checkOptions,
  defineMethod,
  fullBatchMethod,
  type HostBatch,
  orNull,
  positive,
  positiveInteger,
} from '@ildl/trainer';
import { adam } from './adam.js';
import { joined, partsOf } from './parts.js';
import { rowsAt } from './rows-at.js';

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

/** The sigmoid units of their sums without a bias, and the softmax of the outputs. */
const forward = (sums: Float64Array, parameters: Float64Array, sizes: Sizes) => {
  const { hidden, labels } = sizes;
  const rows = sums.length / hidden;
  const [, bias, outKernel, outBias] = layersOf(parameters, sizes);
  const units = new Float64Array(sums.length);
  for (let row = 0, i = 0; row < rows; row++)
    for (let unit = 0; unit < hidden; unit++, i++)
      units[i] = 1 / (1 + Math.exp(-(sums[i] as number) - (bias[unit] as number)));
  const logits = matmul(units, outKernel, rows, hidden, labels);
  for (let row = 0, i = 0; row < rows; row++)
    for (let label = 0; label < labels; label++, i++)
      logits[i] = (logits[i] as number) + (outBias[label] as number);
  return { units, p: softmaxRows(logits, labels) };
};

const sumsOf = (parameters: Float64Array, x: Factor, sizes: Sizes, some?: Int32Array): Float64Array =>
  x.times(layersOf(parameters, sizes)[0], sizes.hidden, { some });

const columnSums = (a: Float64Array, columns: number): Float64Array => {
  const sums = new Float64Array(columns);
  for (let from = 0; from < a.length; from += columns) addFrom(sums, 0, 1, a, from, columns);
  return sums;
};

/** ½‖P − Y‖² as a mean over the rows, its gradient by the sums of the hidden units, and that by all other parameters. */
const backward = (sums: Float64Array, parameters: Float64Array, y: Float64Array, sizes: Sizes) => {
  const { hidden, labels } = sizes;
  const rows = sums.length / hidden;
  const { units, p } = forward(sums, parameters, sizes);
  const error = new Float64Array(p.length);
  for (let i = 0; i < p.length; i++) error[i] = ((p[i] as number) - (y[i] as number)) / rows;
  const byLogits = throughSoftmax(p, error, labels);
  const bySums = matmulTransposed(byLogits, layersOf(parameters, sizes)[2], rows, labels, hidden);
  for (let i = 0; i < bySums.length; i++) {
    const unit = units[i] as number;
    bySums[i] = (bySums[i] as number) * unit * (1 - unit);
  }
  return {
    value: (rows / 2) * dot(error, error),
    bySums,
    others: joined(
      columnSums(bySums, hidden),
      transposedMatmul(units, byLogits, rows, hidden, labels),
      columnSums(byLogits, labels),
    ),
  };
};

/**
 * ½‖P − Y‖² as a mean over rows, and its gradients by the kernel of the hidden layer and by all other parameters.
 * @param y [rows, labels]
 * @param some the numbers of these rows of `x`; without it all
 */
export const aaBpObjective = (
  parameters: Float64Array,
  x: Factor,
  y: Float64Array,
  sizes: Sizes,
  some?: Int32Array,
) => {
  const { value, bySums, others } = backward(sumsOf(parameters, x, sizes, some), parameters, y, sizes);
  return { value, gradients: [x.transposedTimes(bySums, sizes.hidden, { some }), others] };
};

/** a − rate·b, in place. */
const descend = (a: Float64Array, rate: number, b: Float64Array): void =>
  addFrom(a, 0, -rate, b, 0, a.length);

/**
 * Descent with all rows as one batch, where they are fewer than the features. The gradient by the kernel is XᵀG with G
 * that by the sums XW: W stays W₀ − rate·XᵀΣG, so that the sums move by XXᵀG, and W is not needed until the end.
 */
function* descendByRows(
  start: Float64Array,
  x: Factor,
  { y, rows }: Pick<HostBatch, 'y' | 'rows'>,
  sizes: Sizes,
  { epochs, learningRate }: Pick<AaBpOptions, 'epochs' | 'learningRate'>,
): Generator<Iterate, Minimum> {
  const { features, hidden } = sizes;
  const products = factorOf(x.rowProducts(), rows, rows);
  const sums = sumsOf(start, x, sizes);
  const total = new Float64Array(sums.length);
  const others = start.subarray(features * hidden);
  const weights = () => {
    const w = start.slice();
    descend(w.subarray(0, features * hidden), learningRate, x.transposedTimes(total, hidden));
    return w;
  };
  let value = 0;
  for (let iteration = 1; iteration <= epochs; iteration++) {
    const at = backward(sums, start, y, sizes);
    value = at.value;
    descend(sums, learningRate, products.times(at.bySums, hidden));
    addFrom(total, 0, 1, at.bySums, 0, total.length);
    descend(others, learningRate, at.others);
    yield {
      iteration,
      value,
      get w() {
        return weights();
      },
    };
  }
  return { w: weights(), ...allEpochs(value, epochs) };
}

const allEpochs = (value: number, epochs: number) => ({
  value,
  iterations: epochs,
  converged: false,
  reason: `all ${epochs} epochs were run`,
});

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
      *solve({ x, y, rows }, { features, labels }, rng) {
        const sizes = { features, hidden, labels };
        const factor = factorOf(x, rows, features);
        const w = glorot(sizes, rng.fork('init'));
        const batchSize = Math.min(options.batchSize ?? rows, rows);
        const descends = options.optimizer === 'descent';
        if (descends && batchSize === rows && rows < features)
          return yield* descendByRows(w, factor, { y, rows }, sizes, options);
        const moverOf = (part: Float64Array): ((gradient: Float64Array) => void) => {
          if (descends) return (gradient) => descend(part, learningRate, gradient);
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
          yield { iteration, value, w };
        }
        return { w, ...allEpochs(value, epochs) };
      },
      predict: (w, x, rows, { features, labels }) => {
        const sizes = { features, hidden, labels };
        return forward(sumsOf(w, factorOf(x, rows, features), sizes), w, sizes).p;
      },
    });
  },
});
