import type { DenseMatrix } from '@ildl/interface';
import { datasetError } from './dataset-error.js';

const weights = [
  [4, 2, 1],
  [1, 2, 4],
  [1, 4, 2],
] as const;

/**
 * The label distributions of the artificial dataset (Geng 2016, section 5): t = 1 + x + 0.5 x² + 0.2 x³ of
 * each of the first three features, ψ₁ = (w₁·t)², ψ₂ = (w₂·t + 0.01 ψ₁)², ψ₃ = (w₃·t + 0.01 ψ₂)² with
 * w₁ = (4, 2, 1), w₂ = (1, 2, 4), w₃ = (1, 4, 2); a degree is ψ over the sum of the three.
 * @param features [rows, 3 or more] in [−1, 1]; those after the third have no effect
 * @param sharpness exponent on ψ before the sum (ours, not Geng's). Default 1
 * @returns [rows, 3]
 * @throws `ILDL_DATA_OPTION` with fewer than three features or a sharpness that is not positive.
 */
export function artificialDegrees(features: DenseMatrix, sharpness = 1): DenseMatrix {
  const { rows, columns, values } = features;
  if (columns < 3) {
    throw datasetError(
      'ILDL_DATA_OPTION',
      `The artificial labels need 3 features, not ${columns}; add columns.`,
    );
  }
  if (!(sharpness > 0 && Number.isFinite(sharpness))) {
    throw datasetError(
      'ILDL_DATA_OPTION',
      `The sharpness ${sharpness} is not usable; give a positive number.`,
    );
  }
  const degrees = new Float64Array(rows * 3);
  for (let row = 0; row < rows; row++) {
    const t = [0, 1, 2].map((column) => {
      const x = values[row * columns + column] as number;
      return 1 + x + 0.5 * x * x + 0.2 * x * x * x;
    }) as [number, number, number];
    let last = 0;
    const psi = weights.map((w) => {
      last = (w[0] * t[0] + w[1] * t[1] + w[2] * t[2] + 0.01 * last) ** 2;
      return last;
    });
    // Relative to the largest, so that no exponent overflows; by exp and log, since the last digits of a power differ
    // from engine to engine.
    const largest = Math.max(...psi);
    const sharp = psi.map((value) =>
      sharpness === 1 ? value / largest : Math.exp(sharpness * Math.log(value / largest)),
    );
    const sum = sharp.reduce((total, value) => total + value);
    for (let label = 0; label < 3; label++) degrees[row * 3 + label] = (sharp[label] as number) / sum;
  }
  return { kind: 'dense', rows, columns: 3, values: degrees };
}
