import type { FitEvent, FitInput, Method, Predictor, Problem } from '@ildl/interface';
import { checkFeatures, checkInput, decodeFile, encodeFile, ildlError, type Json } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';

const kind = 'ildl/constant-model';

const predictorOf = (name: string, problem: Problem, degrees: readonly number[]): Predictor => ({
  predict: (x) => {
    checkFeatures(x, problem);
    return tf.tidy(() => tf.tile<tf.Tensor2D>(tf.tensor2d([[...degrees]]), [x.shape[0], 1]));
  },
  save: () =>
    encodeFile({ kind, head: { name, problem: problem as unknown as Json, degrees }, arrays: new Map() }),
  dispose: () => {},
});

/** A method that predicts one label distribution for every row: a floor that every other method has to beat. */
export const constantMethod = (name: string, degreesOf: (problem: Problem) => readonly number[]): Method => {
  // biome-ignore lint/correctness/useYield: there is nothing to report
  async function* fit(input: FitInput): AsyncGenerator<FitEvent, Predictor> {
    if (input.signal?.aborted) throw ildlError('ILDL_ABORTED', `The training of ${name} was aborted.`);
    if (input.resume)
      throw ildlError('ILDL_OPTION', `${name} has no training state; run it without \`resume\`.`);
    const problem = await checkInput(input);
    return predictorOf(name, problem, degreesOf(problem));
  }
  const load = async (bytes: Uint8Array): Promise<Predictor> => {
    const { head } = await decodeFile(bytes, kind);
    const {
      name: of,
      problem,
      degrees,
    } = head as unknown as { name: string; problem: Problem; degrees: number[] };
    if (of !== name) throw ildlError('ILDL_FILE', `This model file is of ${of}, not of ${name}.`);
    return predictorOf(name, problem, degrees);
  };
  return Object.freeze({ name, fit, load });
};
