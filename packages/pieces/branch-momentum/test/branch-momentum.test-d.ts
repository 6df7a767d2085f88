import type { Transform } from '@ildl/interface';
import { chain, clipByGlobalNorm, partition, scale, scaleBySchedule } from '@ildl/transforms';
import * as tf from '@tensorflow/tfjs';
import { expectTypeOf } from 'vitest';
import { type BranchMomentumState, branchMomentum } from '../src/index.js';

expectTypeOf(branchMomentum()).toEqualTypeOf<Transform<BranchMomentumState<'dominant' | 'nonDominant'>>>();
expectTypeOf(branchMomentum({ adaption: {} })).toEqualTypeOf<
  Transform<BranchMomentumState<'dominant' | 'nonDominant'>>
>();
const headAndTail = branchMomentum({
  momenta: { head: 0.5, tail: 0.9 },
  adaption: { raise: 'tail', lower: 'head' },
});
expectTypeOf(headAndTail).toEqualTypeOf<Transform<BranchMomentumState<'head' | 'tail'>>>();
// @ts-expect-error a momentum that is not there cannot rise
branchMomentum({ momenta: { head: 0.5, tail: 0.9 }, adaption: { raise: 'nonDominant', lower: 'head' } });

/** As a recipe takes it: what combines transforms is a transform. */
const transform: Transform = chain(
  partition((group) => clipByGlobalNorm(group === 'dominant' ? 5 : 1)),
  partition({ dominant: scale(1), nonDominant: scale(2) }),
  headAndTail,
  scaleBySchedule((step) => tf.exp(step)),
);
expectTypeOf(transform.update).returns.toHaveProperty('updates');
// @ts-expect-error a schedule gives a tensor: a number would be frozen into a recorded step
scaleBySchedule(() => 0.1);
