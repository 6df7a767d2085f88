import type { Terms, Weighting } from '@ildl/interface';
import { expectTypeOf } from 'vitest';
import { type EmaState, emaBalance, fixedWeights } from '../src/index.js';

type Branch = 'dominant' | 'nonDominant';

expectTypeOf(emaBalance()).toEqualTypeOf<Weighting<Branch, EmaState<Branch>>>();
expectTypeOf(emaBalance({ smoothing: 0.99 })).toEqualTypeOf<Weighting<Branch, EmaState<Branch>>>();
const headAndTail = emaBalance({ reference: 'head', boosted: 'tail' });
expectTypeOf(headAndTail.update).parameter(0).toEqualTypeOf<Terms<'head' | 'tail'>>();

/** As a recipe takes it. */
const weighting: Weighting<Branch> = emaBalance();
expectTypeOf(fixedWeights({ dominant: 0.5, nonDominant: 0.5 }, { signalsOf: weighting })).toEqualTypeOf<
  Weighting<Branch>
>();
// @ts-expect-error the other weighting must be of the same terms
fixedWeights({ dominant: 0.5, nonDominant: 0.5 }, { signalsOf: headAndTail });
// @ts-expect-error the constants are numbers
emaBalance({ baseline: '0.2' });
