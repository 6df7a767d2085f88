import { optionError } from '@ildl/internal';

export interface LogitAdjustmentOptions {
  /** τ, from 0 (no adjustment); 1 is by the whole log prior. Default 1. */
  readonly strength?: number;
  /** Least prior, in (0, 1), so that a label without mass does not get −∞. Default 1e-6. */
  readonly floor?: number;
}

/**
 * The offsets τ · log π of the logits, one a label, where π is the prior of each label, its fraction of the training label mass
 * (Menon et al. 2021; balanced softmax, Ren et al. 2020). They are added to the logits in the loss and left out at
 * prediction, so that the model need not learn which labels the training rows are full of.
 * @param labelMass column sums of the training label distributions: `Problem.labelMass`
 * @returns [labels], each in [strength · log floor, 0]
 * @throws `ILDL_OPTION` for a strength or floor out of range, and for mass that is negative or all zero
 */
export const logitOffsets = (
  labelMass: readonly number[],
  { strength = 1, floor = 1e-6 }: LogitAdjustmentOptions = {},
): number[] => {
  if (!(strength >= 0 && strength < Infinity))
    throw optionError(`The strength of the logit adjustment is ${strength}; give a number from 0.`);
  if (!(floor > 0 && floor < 1))
    throw optionError(`The floor of the logit adjustment is ${floor}; give one between 0 and 1.`);
  const total = labelMass.reduce((sum, mass) => sum + mass, 0);
  if (!(total > 0) || labelMass.some((mass) => !(mass >= 0)))
    throw optionError(
      `The label mass ${labelMass.join(', ')} is not a mass; give column sums of label distributions.`,
    );
  return labelMass.map((mass) => strength * Math.log(Math.max(mass / total, floor)));
};
