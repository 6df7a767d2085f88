// `npm run build:kernels`: compiles the kernels into src/kernel-bytes.ts.
import { compileKernels } from '../../../../tools/compile-kernels.mjs';

/** The text of src/kernel-bytes.ts. */
export const kernelBytes = await compileKernels(import.meta, {
  kernels: { about: 'The kernels of normal draws', features: ['simd'] },
});
