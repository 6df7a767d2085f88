/**
 * An error with a code for programs and one sentence for people, which names the value, the place and the fix. Every
 * package throws this shape; `isIldlError` of `@ildl/trainer` tells it from others.
 */
export interface IldlError extends Error {
  /** `ILDL_` and a word, such as `ILDL_INPUT`. */
  readonly code: `ILDL_${string}`;
}
