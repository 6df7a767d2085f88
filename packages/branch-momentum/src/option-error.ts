/** An option, or the way pieces were put together, is wrong. */
export const optionError = (message: string) =>
  Object.assign(new RangeError(message), { code: 'ILDL_OPTION' as const });
