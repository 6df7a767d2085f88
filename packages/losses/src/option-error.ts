/** An option of a loss is out of its range. */
export const optionError = (message: string) =>
  Object.assign(new RangeError(message), { code: 'ILDL_OPTION' as const });
