/**
 * The outcome of a check. `skipped`: it does not apply, as `reason` says. `expected-failure`: it failed, as the caller
 * declared it would.
 */
export type CheckStatus = 'passed' | 'failed' | 'skipped' | 'expected-failure';

export interface CheckResult {
  /** The name of the check, which is that of its function. */
  readonly check: string;
  readonly status: CheckStatus;
  /** One sentence; absent where the check passed. */
  readonly reason?: string;
}

/** The outcomes of all checks of one subject. */
export interface Report {
  /** The name of the method or piece that was checked. */
  readonly subject: string;
  /** One per check, in the order in which they ran. */
  readonly results: readonly CheckResult[];
  /** Number of checks that ran to their end: all but the skipped ones. Assert it, so that none goes missing unseen. */
  readonly ran: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Failures that the caller declared; not among the `failed`. */
  readonly expectedFailures: number;
}

/** The options of every check function. */
export interface CheckOptions {
  /** The subject of the report, where it has no name of its own. */
  readonly name?: string;
  /** Expected failures, with their reasons, by the name of the check. One that passes counts as failed. */
  readonly expectedFailures?: Readonly<Record<string, string>>;
}
