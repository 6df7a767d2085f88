import type { IldlError } from '@ildl/interface';

export { ildlError } from '@ildl/internal';

/** Whether an error is of this project: it has a `code`, and its message is one sentence for people. */
export const isIldlError = (error: unknown): error is IldlError =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('ILDL_');
