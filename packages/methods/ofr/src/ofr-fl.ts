import { focalWithLogits } from '@ildl/losses';
import { type OfrOptions, ofrDefaults } from './ofr-options.js';
import { oneNetwork } from './one-network.js';

/**
 * OFR-FL: one network under the focal loss.
 * @throws `ILDL_OPTION` for an option that is unknown or out of range
 */
export const ofrFl = oneNetwork<OfrOptions>({
  id: 'ofr-fl',
  summary: 'one network under the focal loss (Zhao et al. 2023)',
  defaults: ofrDefaults,
  loss: (y, logits, _, { focus }) => focalWithLogits(y, logits, { focus }),
});
