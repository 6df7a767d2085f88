import type { Params } from '@ildl/interface';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { assert } from '../assert.js';
import { valuesOf } from '../compare.js';

/**
 * Of several, one step has to agree: a large one may cross a kink (of a ReLU), a small one drowns in rounding.
 */
const steps = [2 ** -5, 2 ** -7, 2 ** -9];
/** Share of the derivative. */
const relative = 0.01;
/** How exact a loss of size 1 is in float32, with a few roundings on the way. */
const rounding = 2 ** -20;

/** Where the gradient of a parameter is tried: at its three largest entries and three others. */
const entriesOf = (gradient: Float32Array, name: string): readonly number[] => {
  const largest = [...gradient.keys()].sort(
    (a, b) => Math.abs(gradient[b] as number) - Math.abs(gradient[a] as number),
  );
  const others = rngFrom(0).fork(name).permutation(gradient.length).slice(0, 3);
  return [...new Set([...largest.slice(0, 3), ...others])];
};

/** Fails where a derivative of `f` in an entry of a parameter is not that of its finite differences (five points). */
export const agreesWithFiniteDifferences = (
  what: string,
  f: (params: Params) => tf.Scalar,
  params: Params,
): void => {
  const variables = Object.fromEntries(
    Object.entries(params).map(([name, param]) => [name, tf.variable(param, true)] as const),
  );
  const valueAt = () => tf.tidy(() => f(variables)).dataSync()[0] as number;
  try {
    const { value, grads } = tf.variableGrads(() => f(variables), Object.values(variables));
    const size = Math.max(1, Math.abs(value.dataSync()[0] as number));
    for (const [name, variable] of Object.entries(variables)) {
      const gradient = grads[variable.name];
      const analytic = gradient ? valuesOf(gradient) : new Float32Array(variable.size);
      const start = valuesOf(variable);
      for (const entry of entriesOf(analytic, name)) {
        const moved = (by: number) => {
          const values = start.slice();
          values[entry] = (values[entry] as number) + by;
          tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
          return valueAt();
        };
        const derivative = analytic[entry] as number;
        const found: number[] = [];
        const agrees = steps.some((step) => {
          const [near, far] = [step, 2 * step].map((by) => moved(by) - moved(-by)) as [number, number];
          const difference = (8 * near - far) / (12 * step);
          found.push(difference);
          const tolerance =
            relative * Math.max(Math.abs(difference), Math.abs(derivative)) + (rounding * size) / step;
          return Math.abs(difference - derivative) <= tolerance;
        });
        assert(
          agrees,
          `The derivative of the ${what} in entry ${entry} of ${name} is ${derivative}, and ${found.join(' or ')} by finite differences.`,
        );
        tf.tidy(() => variable.assign(tf.tensor(start, variable.shape)));
      }
    }
  } finally {
    for (const variable of Object.values(variables)) variable.dispose();
  }
};
