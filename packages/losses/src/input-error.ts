/** Tensors that do not fit together. */
export const inputError = (message: string) =>
  Object.assign(new RangeError(message), { code: 'ILDL_INPUT' as const });
