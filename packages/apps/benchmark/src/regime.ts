/**
 * What a method may know of the rows that it is tested on, and how its training rows came about. A result of one regime is
 * compared with those of the same regime. Fields of which there is one value so far are written down, so that a later
 * value changes no format.
 */
export interface Regime {
  /** `sampled`: training rows go through the imbalance sampling protocol; `full`: all of them are kept. */
  readonly protocol: 'sampled' | 'full';
  /** Whether validation rows are drawn from the sampled training rows or before sampling. */
  readonly validation: 'sampled' | 'unsampled';
  /** How many rows drawn before sampling a method learns from. */
  readonly clean: 0;
  /** How many rows without labels it learns from. */
  readonly unlabelled: 0;
  /** Whether it is told the label mass of the unsampled training fold. */
  readonly mass: 'none';
  /** Whether it is told the rule of sampling. */
  readonly rule: 'none';
  /** The rows that the scale of features comes from. */
  readonly scaling: 'train';
}

export const regimeOf = ({ protocol, validation }: Pick<Regime, 'protocol' | 'validation'>): Regime => ({
  protocol,
  validation,
  clean: 0,
  unlabelled: 0,
  mass: 'none',
  rule: 'none',
  scaling: 'train',
});
