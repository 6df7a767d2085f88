/** A sigmoid 1 / (1 + exp(A f + B)) that makes probabilities of decision values. */
export interface PlattSigmoid {
  readonly a: number;
  readonly b: number;
}

/** Σ log(1 + exp(z)) − (1 − t) z with its derivatives by A and B, z = A f + B. */
const likelihood = (
  values: Float64Array,
  targets: Float64Array,
  weights: Float64Array,
  { a, b }: PlattSigmoid,
) => {
  let [value, byA, byB, aa, ab, bb] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const f = values[i] as number;
    const weight = weights[i] as number;
    const rest = 1 - (targets[i] as number);
    const z = a * f + b;
    value += weight * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - rest * z);
    const no = 1 / (1 + Math.exp(-z));
    const slope = weight * (no - rest);
    const bend = weight * no * (1 - no);
    byA += slope * f;
    byB += slope;
    aa += bend * f * f;
    ab += bend * f;
    bb += bend;
  }
  return { value, byA, byB, aa, ab, bb };
};

/**
 * Fits a sigmoid to decision values by Newton's method with halved steps (Platt 1999; Lin, Lin, Weng 2007). Targets are
 * smoothed as Platt does: (N₊ + 1)/(N₊ + 2) for a yes and 1/(N₋ + 2) for a no.
 * @param values decision values
 * @param yes how much of each value is a yes, from 0
 * @param no how much of it is a no, from 0
 */
export const plattSigmoid = (values: Float64Array, yes: Float64Array, no: Float64Array): PlattSigmoid => {
  const sum = (a: Float64Array) => a.reduce((all, value) => all + value, 0);
  const [positives, negatives] = [sum(yes), sum(no)];
  const [high, low] = [(positives + 1) / (positives + 2), 1 / (negatives + 2)];
  const weights = yes.map((value, i) => value + (no[i] as number));
  const targets = yes.map((value, i) => {
    const weight = weights[i] as number;
    return weight === 0 ? 0 : (value * high + (no[i] as number) * low) / weight;
  });
  let here: PlattSigmoid = { a: 0, b: Math.log((negatives + 1) / (positives + 1)) };
  let at = likelihood(values, targets, weights, here);
  for (let iteration = 0; iteration < 100; iteration++) {
    if (Math.max(Math.abs(at.byA), Math.abs(at.byB)) < 1e-10) break;
    // Where all values agree the second derivatives are singular, and are kept away from it.
    const [aa, bb] = [at.aa + 1e-12, at.bb + 1e-12];
    const determinant = aa * bb - at.ab * at.ab;
    const [byA, byB] = [
      (bb * at.byA - at.ab * at.byB) / determinant,
      (aa * at.byB - at.ab * at.byA) / determinant,
    ];
    let step = 1;
    let next = here;
    let found = at;
    for (; step > 1e-10; step /= 2) {
      next = { a: here.a - step * byA, b: here.b - step * byB };
      found = likelihood(values, targets, weights, next);
      if (found.value < at.value) break;
    }
    if (!(found.value < at.value)) break;
    here = next;
    at = found;
  }
  return here;
};
