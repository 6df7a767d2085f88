import { ildlError } from './ildl-error.js';

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Whether this engine can run a module, in base64. */
export const isSupported = (base64: string): boolean => WebAssembly.validate(bytesOf(base64));

/**
 * Compiles kernels, which use 128-bit SIMD.
 * @param base64 the module, as `npm run build:kernels` writes it to `kernel-bytes.ts`
 * @throws `ILDL_BACKEND` where the engine has no WebAssembly SIMD
 */
export const compileKernels = (base64: string): WebAssembly.Module => {
  const bytes = bytesOf(base64);
  if (WebAssembly.validate(bytes)) return new WebAssembly.Module(bytes);
  throw ildlError(
    'ILDL_BACKEND',
    'This JavaScript engine has no WebAssembly SIMD; use Node 20 or newer, or a browser of 2023 or newer.',
  );
};
