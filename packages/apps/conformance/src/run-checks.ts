import { ildlError } from '@ildl/trainer';
import type { CheckOptions, CheckResult, Report } from './report.js';
import { scopeAsync } from './scope-async.js';

/** Why a check does not apply. */
export interface Skipped {
  readonly skipped: string;
}

export const skipped = (reason: string): Skipped => ({ skipped: reason });

/** Holds if it returns, fails if it throws. */
// biome-ignore lint/suspicious/noConfusingVoidType: most checks return nothing at all
export type Check<C> = (subject: C) => void | Skipped | Promise<void | Skipped>;
export type Checks<C> = Readonly<Record<string, Check<C>>>;

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The status of one check, before it is known whether a failure was declared. */
const outcomeOf = async <C>(check: Check<C>, prepare: () => C): Promise<Omit<CheckResult, 'check'>> => {
  try {
    const outcome = await scopeAsync(async () => check(prepare()));
    return outcome ? { status: 'skipped', reason: outcome.skipped } : { status: 'passed' };
  } catch (error) {
    return { status: 'failed', reason: messageOf(error) };
  }
};

const judged = (
  outcome: Omit<CheckResult, 'check'>,
  expected: string | undefined,
): Omit<CheckResult, 'check'> => {
  if (expected === undefined || outcome.status === 'skipped') return outcome;
  return outcome.status === 'failed'
    ? { status: 'expected-failure', reason: `${expected} (${outcome.reason})` }
    : { status: 'failed', reason: `It passed, though it was declared to fail: ${expected}` };
};

/**
 * Runs checks one after the other, each with a fresh subject and in a scope that disposes what it leaves behind.
 * @param prepare makes the subject of one check; what it throws fails that check
 * @throws `ILDL_OPTION` where a failure is declared for a check that does not exist
 */
export const runChecks = async <C>(
  subject: string,
  checks: Checks<C>,
  prepare: () => C,
  { expectedFailures = {} }: CheckOptions,
): Promise<Report> => {
  const unknown = Object.keys(expectedFailures).find((name) => !Object.hasOwn(checks, name));
  if (unknown !== undefined)
    throw ildlError(
      'ILDL_OPTION',
      `A failure is declared for "${unknown}", which is no check of ${subject}; there are ${Object.keys(checks).join(', ')}.`,
    );
  const results: CheckResult[] = [];
  for (const [name, check] of Object.entries(checks)) {
    const expected = Object.hasOwn(expectedFailures, name) ? expectedFailures[name] : undefined;
    results.push(Object.freeze({ check: name, ...judged(await outcomeOf(check, prepare), expected) }));
  }
  const count = (status: CheckResult['status']) =>
    results.filter((result) => result.status === status).length;
  return Object.freeze({
    subject,
    results: Object.freeze(results),
    ran: results.length - count('skipped'),
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    expectedFailures: count('expected-failure'),
  });
};
