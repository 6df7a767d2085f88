import { distributionBalancedWithLogits } from '@ildl/losses';
import { positive } from '@ildl/trainer';
import { type OfrDbOptions, ofrDefaults } from './ofr-options.js';
import { oneNetwork } from './one-network.js';

const finite = ['a finite number', Number.isFinite] as const;

/**
 * OFR-DB: one network under the distribution-balanced focal loss.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const ofrDb = oneNetwork<OfrDbOptions>({
  id: 'ofr-db',
  summary: 'one network under the distribution-balanced focal loss (Zhao et al. 2023)',
  defaults: { ...ofrDefaults, lift: 0.1, sharpness: 10, threshold: 0.9, bias: 0.05, negativeScale: 2 },
  ranges: { lift: finite, sharpness: finite, threshold: finite, bias: finite, negativeScale: positive },
  loss: (y, logits, labelMass, { focus, lift, sharpness, threshold, bias, negativeScale }) =>
    distributionBalancedWithLogits(y, logits, labelMass, {
      focus,
      lift,
      sharpness,
      threshold,
      bias,
      negativeScale,
    }),
});
