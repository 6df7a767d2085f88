/** The moments of Adam. */
const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/**
 * Adam (Kingma, Ba 2015) with bias correction, in float64.
 * @param size how many parameters there are
 * @returns a function that moves parameters by one step, in place, and remembers the moments
 */
export const adam = (
  size: number,
  learningRate: number,
): ((parameters: Float64Array, gradient: Float64Array) => void) => {
  const [first, second] = [new Float64Array(size), new Float64Array(size)];
  // Powers step by step: those of `**` have other last digits in other engines.
  let [power1, power2] = [1, 1];
  return (parameters, gradient) => {
    power1 *= beta1;
    power2 *= beta2;
    // Both corrections of the bias, outside of the loop.
    const root = Math.sqrt(1 - power2);
    const rate = (learningRate * root) / (1 - power1);
    const floor = epsilon * root;
    for (let i = 0; i < size; i++) {
      const g = gradient[i] as number;
      const m = beta1 * (first[i] as number) + (1 - beta1) * g;
      const v = beta2 * (second[i] as number) + (1 - beta2) * g * g;
      first[i] = m;
      second[i] = v;
      parameters[i] = (parameters[i] as number) - (rate * m) / (Math.sqrt(v) + floor);
    }
  };
};
