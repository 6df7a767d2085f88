/** A check fails by this: one sentence that says what was seen and what is wanted. */
export function assert(holds: boolean, reason: string): asserts holds {
  if (!holds) throw new Error(reason);
}
