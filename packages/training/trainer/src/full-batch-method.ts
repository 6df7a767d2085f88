import type {
  Batch,
  DenseMatrix,
  FitEvent,
  FitInput,
  Matrix,
  Method,
  Predictor,
  Problem,
  Rng,
} from '@ildl/interface';
import type { Iterate, Minimum } from '@ildl/minimizers';
import * as tf from '@tensorflow/tfjs';
import { checkFeatures, checkInput } from './check-input.js';
import { ildlError } from './errors.js';
import { decodeFile, encodeFile, type Json } from './tensor-file.js';

/** Rows in float64 on the host: `x` [rows, features], dense or sparse, and `y` [rows, labels]. */
export interface HostBatch {
  readonly x: Matrix;
  readonly y: DenseMatrix;
}

export interface FullBatchRecipe {
  readonly name: string;
  /**
   * Fits all rows at once, by whatever means: yields after every iteration, returns the minimum. `w` holds what
   * `predict` needs, and nothing else reads it. `valid` is there where validation rows were given.
   */
  solve(train: HostBatch, problem: Problem, rng: Rng, valid?: HostBatch): Generator<Iterate, Minimum>;
  /** Label distributions [rows, labels], row-major, of the features `x` [rows, features]. It may not change `w`. */
  predict(w: Float64Array, x: Matrix, problem: Problem): Float64Array;
}

const kind = 'ildl/full-batch-model';

/**
 * The values of a tensor as a dense matrix of its own. Whether products take it as sparse is decided in one place, by
 * @ildl/minimizers.
 */
const matrixOf = ({ shape: [rows, columns] }: tf.Tensor2D, values: ArrayLike<number>): DenseMatrix => ({
  kind: 'dense',
  rows,
  columns,
  values: new Float64Array(values),
});

const predictorOf = ({ name, predict }: FullBatchRecipe, problem: Problem, w: Float64Array): Predictor => ({
  predict: (x) => {
    checkFeatures(x, problem);
    const p = predict(w, matrixOf(x, x.dataSync()), problem);
    return tf.tensor2d(new Float32Array(p), [x.shape[0], problem.labels]);
  },
  save: () =>
    encodeFile({
      kind,
      head: { name, problem: problem as unknown as Json },
      arrays: new Map([['w', { shape: [w.length], values: w }]]),
    }),
  dispose: () => {},
});

const hostBatch = async ({ x, y }: Batch): Promise<HostBatch> => {
  const [xs, ys] = await Promise.all([x.data(), y.data()]);
  return { x: matrixOf(x, xs), y: matrixOf(y, ys) };
};

/**
 * Makes a method of a fit in float64 on the host, in which all rows are one batch.
 * `resume` is refused: these fits take seconds and begin anew.
 */
export const fullBatchMethod = (recipe: FullBatchRecipe): Method => {
  const { name } = recipe;
  async function* fit(input: FitInput): AsyncGenerator<FitEvent, Predictor> {
    const problem = await checkInput(input);
    if (input.resume)
      throw ildlError(
        'ILDL_OPTION',
        `${name} writes no training state; run it from the start without \`resume\`.`,
      );
    const train = await hostBatch(input.train);
    const valid = input.valid && (await hostBatch(input.valid));
    const iterations = recipe.solve(train, problem, input.rng, valid);
    const finite = (value: number, iteration: number) => {
      if (!Number.isFinite(value))
        throw ildlError(
          'ILDL_DIVERGED',
          `${name} diverged in iteration ${iteration}: its objective is ${value}.`,
        );
    };
    for (;;) {
      if (input.signal?.aborted) throw ildlError('ILDL_ABORTED', `The training of ${name} was aborted.`);
      const next = iterations.next();
      if (next.done) {
        const { w, ...end } = next.value;
        finite(end.value, end.iterations);
        yield Object.freeze({ type: 'minimum' as const, ...end });
        return predictorOf(recipe, problem, w);
      }
      const { iteration, value } = next.value;
      finite(value, iteration);
      const event: FitEvent = Object.freeze({ type: 'iteration', iteration, value });
      yield event;
      if (input.until?.(event)) return predictorOf(recipe, problem, next.value.w());
    }
  }

  const load = async (bytes: Uint8Array): Promise<Predictor> => {
    const { head, arrays } = await decodeFile(bytes, kind);
    const { name: of, problem } = head as unknown as { name: string; problem: Problem };
    const w = arrays.get('w')?.values;
    if (of !== name || !(w instanceof Float64Array))
      throw ildlError('ILDL_FILE', `This model file is of ${of}, not of ${name}.`);
    return predictorOf(recipe, problem, w);
  };

  return Object.freeze({ name, fit, load });
};
