import type { IldlError } from '@ildl/interface';

/**
 * The one error of all packages.
 * @param message one sentence that names the value, the place and the fix
 */
export const ildlError = <C extends IldlError['code']>(
  code: C,
  message: string,
  options?: ErrorOptions,
): IldlError & { readonly code: C } =>
  Object.assign(new Error(message, options), { name: 'IldlError', code });

/** An option is wrong, or pieces that do not fit are put together. */
export const optionError = (message: string) => ildlError('ILDL_OPTION', message);

/** Data, or tensors that do not fit together. */
export const inputError = (message: string) => ildlError('ILDL_INPUT', message);
