import { optionError } from '@ildl/internal';

/** Throws where the model's loss terms are not exactly those that a weighting is for. */
export const checkTerms = (weighting: string, wanted: readonly string[], terms: readonly string[]): void => {
  if (`${[...wanted].sort()}` === `${[...terms].sort()}`) return;
  throw optionError(
    `${weighting} weighs the loss terms ${wanted.join(', ')}, but the model has ${terms.join(', ') || 'none'}.`,
  );
};
