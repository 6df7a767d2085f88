import type { Problem } from '@ildl/interface';
import type { ResidualTolerances } from '@ildl/minimizers';

/** The tolerances of residuals in the code that published figures of LDLSF and LDL-LCLR come from. */
export const publishedTolerances = ({
  size,
  labels,
}: Pick<Problem, 'size' | 'labels'>): ResidualTolerances => ({
  primal: Math.sqrt(size) * 1e-4,
  dual: Math.sqrt(labels) * 1e-4,
  relative: 1e-3,
});
