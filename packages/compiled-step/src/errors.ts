/** `ILDL_STEP`: what a step does cannot be compiled, because a compiled step would give other numbers. */
export const stepError = (message: string, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), { name: 'StepError', code: 'ILDL_STEP' as const });
