/** A layer was applied to parameters that lack one of its own. */
export class MissingParamError extends Error {
  override readonly name = 'MissingParamError';
  readonly code = 'ILDL_PARAM';

  constructor(
    /** The name that is missing, as the outermost layer calls it. */
    readonly param: string,
    /** The names there are. */
    readonly names: readonly string[],
  ) {
    super(`There is no parameter ${param}; there are ${names.join(', ') || 'none'}.`);
  }
}
