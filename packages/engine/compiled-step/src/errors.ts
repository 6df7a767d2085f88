import { ildlError } from '@ildl/internal';

/** `ILDL_STEP`: what a step does cannot be compiled, because a compiled step would compute something else. */
export const stepError = (message: string, cause?: unknown) => ildlError('ILDL_STEP', message, { cause });
