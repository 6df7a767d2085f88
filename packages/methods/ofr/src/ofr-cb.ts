import { classBalancedWithLogits } from '@ildl/losses';
import { type OfrCbOptions, ofrDefaults } from './ofr-options.js';
import { oneNetwork } from './one-network.js';

/**
 * OFR-CB: one network under the class-balanced focal loss.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const ofrCb = oneNetwork<OfrCbOptions>({
  id: 'ofr-cb',
  summary: 'one network under the class-balanced focal loss (Zhao et al. 2023)',
  defaults: { ...ofrDefaults, beta: 0.9, weigh: 'rowWeight' },
  ranges: { beta: ['a number between 0 and 1', (value) => value > 0 && value < 1] },
  choices: { weigh: ['label', 'rowWeight', 'rowFrequency'] },
  loss: (y, logits, labelMass, { focus, beta, weigh }) =>
    classBalancedWithLogits(y, logits, labelMass, { focus, beta, weigh }),
});
