import { ildlError } from '@ildl/trainer';

/**
 * Fails a check.
 * @param reason one sentence: what was seen, and what is wanted
 * @throws `ILDL_CHECK` unless the condition holds
 */
export function assert(holds: boolean, reason: string): asserts holds {
  if (!holds) throw ildlError('ILDL_CHECK', reason);
}
