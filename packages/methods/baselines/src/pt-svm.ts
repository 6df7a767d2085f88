import type { DenseMatrix, Rng } from '@ildl/interface';
import { lbfgs, softmaxRows } from '@ildl/minimizers';
import { checkOptions, defineMethod, fullBatchMethod, positive, positiveInteger } from '@ildl/trainer';
import { linearWithIntercept, withIntercept } from './linear/linear-softmax.js';
import type { LogitLoss } from './linear/weight-space.js';
import { whitenedSpace } from './linear/whitened-space.js';
import { joined, partsOf } from './parts.js';
import { plattSigmoid } from './platt-sigmoid.js';

export type PtSvmOptions = {
  /** C, the weight of the losses beside ½‖w‖²; above 0, default 1. */
  cost: number;
  /** Every row as an example of every label: `weighted` by its degree (default), or `drawn` at random, as in the paper. */
  examples: 'weighted' | 'drawn';
  /** Most iterations of L-BFGS; a whole number from 1, default 1000. */
  iterations: number;
};

/** How much every row is an example of every label, [rows, labels], and of any label, [rows]. */
export interface Examples {
  readonly of: Float64Array;
  readonly total: Float64Array;
}

/** Each row is an example of label j of weight y_ij. */
const weighted = ({ values: y, rows }: DenseMatrix): Examples => ({
  of: y,
  total: new Float64Array(rows).fill(1),
});

/** Rows × labels examples, drawn with a probability in proportion to y_ij. */
const drawn = ({ values: y, rows, columns: labels }: DenseMatrix, rng: Rng): Examples => {
  const examples = { of: new Float64Array(y.length), total: new Float64Array(rows) };
  for (let draw = 0; draw < rows * labels; draw++) {
    const row = rng.integer(rows);
    let rest = rng.integer(2 ** 32) / 2 ** 32;
    let label = 0;
    for (; label < labels - 1; label++) {
      rest -= y[row * labels + label] as number;
      if (rest < 0) break;
    }
    examples.of[row * labels + label] = (examples.of[row * labels + label] as number) + 1;
    examples.total[row] = (examples.total[row] as number) + 1;
  }
  return examples;
};

/** C Σ y max(0, 1 − f)² + C Σ (total − y) max(0, 1 + f)²: every label against the rest, with squared hinges. */
export const squaredHinge =
  ({ of, total }: Examples, labels: number, cost: number): LogitLoss =>
  (decisions) => {
    let value = 0;
    const gradient = decisions.map((f, i) => {
      const yes = of[i] as number;
      const no = (total[Math.floor(i / labels)] as number) - yes;
      const [short, over] = [Math.max(0, 1 - f), Math.max(0, 1 + f)];
      value += cost * (yes * short * short + no * over * over);
      return 2 * cost * (no * over - yes * short);
    });
    return { value, gradient };
  };

const columnOf = (a: Float64Array, columns: number, column: number): Float64Array =>
  Float64Array.from({ length: a.length / columns }, (_, row) => a[row * columns + column] as number);

/** A and B of the sigmoid of every label, [labels] each. */
const sigmoids = (decisions: Float64Array, { of, total }: Examples, labels: number) => {
  const [a, b] = [new Float64Array(labels), new Float64Array(labels)];
  for (let label = 0; label < labels; label++) {
    const yes = columnOf(of, labels, label);
    const no = yes.map((value, row) => Math.max(0, (total[row] as number) - value));
    const fitted = plattSigmoid(columnOf(decisions, labels, label), yes, no);
    a[label] = fitted.a;
    b[label] = fitted.b;
  }
  return { a, b };
};

/** log 1 / (1 + exp(z)). */
const logSigmoid = (z: number): number => -(Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))));

/**
 * PT-SVM (Geng 2016): linear support vector machines of label-weighted examples, every label against the rest, whose
 * decision values become probabilities by Platt's sigmoids and description degrees by dividing by their sum. Intercepts
 * are weights of a feature that is always 1.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const ptSvm = defineMethod<PtSvmOptions>({
  id: 'pt-svm',
  summary: 'linear support vector machines of label-weighted examples (Geng 2016)',
  defaults: { cost: 1, examples: 'weighted', iterations: 1000 },
  features: 'raw',
  usesValidation: false,
  search: { cost: [1e-2, 0.1, 1, 10, 100] },
  method: (options) => {
    checkOptions(
      'pt-svm',
      options,
      { cost: positive, iterations: positiveInteger },
      { examples: ['weighted', 'drawn'] },
    );
    const { cost } = options;
    const minimizer = lbfgs({ maximumIterations: options.iterations });
    return fullBatchMethod({
      name: 'pt-svm',
      *solve({ x, y }, { features, labels, size }, rng) {
        const examples = options.examples === 'weighted' ? weighted(y) : drawn(y, rng.fork('examples'));
        // Two squared hinges that both count bend by 2C together.
        const space = whitenedSpace(withIntercept(x), size, features + 1, labels, {
          curvature: 2 * cost,
          penalty: 1,
        });
        const model = (at: Float64Array) => {
          const { a, b } = sigmoids(space.logits(at), examples, labels);
          return joined(a, b, space.weights(at));
        };
        const loss = squaredHinge(examples, labels, cost);
        const iterations = minimizer.minimize(space.objective(loss), space.start);
        for (;;) {
          const next = iterations.next();
          if (next.done) return { ...next.value, w: model(next.value.w) };
          const { w, ...iterate } = next.value;
          yield { ...iterate, w: () => model(w()) };
        }
      },
      predict: (model, x, problem) => {
        const { labels } = problem;
        const [a, b, weights] = partsOf(model, labels, labels) as [Float64Array, Float64Array, Float64Array];
        const logarithms = linearWithIntercept(weights, x, problem).map((f, i) =>
          logSigmoid((a[i % labels] as number) * f + (b[i % labels] as number)),
        );
        return softmaxRows(logarithms, labels);
      },
    });
  },
});
