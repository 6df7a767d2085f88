import { type CheckOptions, checkMethod } from '@ildl/conformance';
import type { Method } from '@ildl/interface';
import { expect } from 'vitest';

const ofEpochs = ['reportsEpochsInOrder', 'resumesAtAStep', 'resumesAtAnEpoch'];
const ofIterations = [
  'leavesNothingAfterAThrow',
  'holdsAsManyTensorsEveryEpoch',
  'reportsIterationsInOrder',
  'abortsDuringTraining',
];

/**
 * Expects a full-batch method to keep the contract of `Method`. The only checks that are skipped are those of epochs,
 * and of iterations where `iterates` is false.
 */
export const checkConforms = async (
  method: Method,
  { iterates = true, ...options }: CheckOptions & { readonly iterates?: boolean } = {},
): Promise<void> => {
  const report = await checkMethod(method, options);
  const of = (status: string) => report.results.filter((result) => result.status === status);
  const names = (status: string) => of(status).map(({ check }) => check);
  expect(of('failed')).toEqual([]);
  expect(names('expected-failure')).toEqual(Object.keys(options.expectedFailures ?? {}));
  expect(names('skipped').sort()).toEqual([...ofEpochs, ...(iterates ? [] : ofIterations)].sort());
  expect(report.ran).toBeGreaterThan(30);
};
