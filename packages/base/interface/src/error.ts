/** An error with a code for programs and one sentence for people. Every package throws this shape. */
export interface IldlError extends Error {
  /** `ILDL_` and a word, such as `ILDL_INPUT`. */
  readonly code: `ILDL_${string}`;
}
