import * as tf from '@tensorflow/tfjs';
import { checkFeatures, checkInput } from './check-input.js';
import { ildlError } from './errors.js';
import type {
  FitEvent,
  FitInput,
  Method,
  Minimizer,
  Objective,
  Predictor,
  Problem,
  Rng,
} from './interface.js';
import { decodeFile, encodeFile, type Json } from './tensor-file.js';

/** Rows in float64 on the host, row-major: `x` [rows, features], `y` [rows, labels]. */
export interface HostBatch {
  readonly rows: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** A model whose parameters are one float64 vector. */
export interface FullBatchModel {
  /** Where the minimizer starts. */
  start(rng: Rng): Float64Array;
  /** The value and the gradient to minimize. */
  objective(train: HostBatch): Objective;
  /** Label distributions [rows, labels] of `x` [rows, features]. */
  predict(w: Float64Array, x: Float64Array, rows: number): Float64Array;
}

export interface FullBatchRecipe {
  readonly name: string;
  readonly model: (problem: Problem) => FullBatchModel;
  readonly minimizer: Minimizer;
}

const kind = 'ildl/full-batch-model';

const predictorOf = (name: string, problem: Problem, model: FullBatchModel, w: Float64Array): Predictor => ({
  predict: (x) => {
    checkFeatures(x, problem);
    const [rows] = x.shape;
    const p = model.predict(w, Float64Array.from(x.dataSync()), rows);
    return tf.tensor2d(Float32Array.from(p), [rows, problem.labels]);
  },
  save: () =>
    encodeFile({
      kind,
      head: { name, problem: problem as unknown as Json },
      arrays: new Map([['w', { shape: [w.length], values: w }]]),
    }),
  dispose: () => {},
});

/**
 * Makes a method of a model in float64 and a full-batch minimizer. All rows are one batch; validation rows are not used.
 * `resume` is refused: these fits take seconds and begin anew.
 */
export const fullBatchMethod = ({ name, model: modelFor, minimizer }: FullBatchRecipe): Method => {
  async function* fit(input: FitInput): AsyncGenerator<FitEvent, Predictor> {
    const problem = await checkInput(input);
    if (input.resume)
      throw ildlError(
        'ILDL_OPTION',
        `${name} writes no training state; run it from the start without \`resume\`.`,
      );
    const [x, y] = await Promise.all([input.train.x.data(), input.train.y.data()]);
    const train = { rows: problem.size, x: Float64Array.from(x), y: Float64Array.from(y) };
    const model = modelFor(problem);
    const iterations = minimizer.minimize(model.objective(train), model.start(input.rng.fork('init')));
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
        return predictorOf(name, problem, model, w);
      }
      const { iteration, value, w } = next.value;
      finite(value, iteration);
      const event: FitEvent = Object.freeze({ type: 'iteration', iteration, value });
      const here = Float64Array.from(w);
      yield event;
      if (input.until?.(event)) return predictorOf(name, problem, model, here);
    }
  }

  const load = async (bytes: Uint8Array): Promise<Predictor> => {
    const { head, arrays } = await decodeFile(bytes, kind);
    const { name: of, problem } = head as unknown as { name: string; problem: Problem };
    const w = arrays.get('w')?.values;
    if (of !== name || !(w instanceof Float64Array))
      throw ildlError('ILDL_FILE', `This model file is of ${of}, not of ${name}.`);
    return predictorOf(name, problem, modelFor(problem), w);
  };

  return Object.freeze({ name, fit, load });
};
