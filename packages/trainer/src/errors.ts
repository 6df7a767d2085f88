/** An error with a code for programs and one sentence for people. Pieces throw the same shape. */
export interface IldlError extends Error {
  /** `ILDL_` and a word, such as `ILDL_INPUT`. */
  readonly code: `ILDL_${string}`;
}

/** `ILDL_INPUT`: data that no method can take. `ILDL_OPTION`: a wrong option or recipe. `ILDL_DIVERGED`: a number
 * that is not finite in training. `ILDL_ABORTED`: the abort signal. `ILDL_FILE`: a damaged or foreign file.
 * `ILDL_BACKEND`: an engine that lacks what is needed. */
export type TrainerErrorCode =
  | 'ILDL_INPUT'
  | 'ILDL_OPTION'
  | 'ILDL_DIVERGED'
  | 'ILDL_ABORTED'
  | 'ILDL_FILE'
  | 'ILDL_BACKEND';

export const ildlError = (code: TrainerErrorCode, message: string): IldlError =>
  Object.assign(new Error(message), { name: 'IldlError', code });

export const isIldlError = (error: unknown): error is IldlError =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('ILDL_');
