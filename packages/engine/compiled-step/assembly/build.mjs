// `npm run build:kernels`: compiles the kernels, with FMA and without, into src/runtime/kernel-bytes.ts.
import { compileKernels } from '../../../../tools/compile-kernels.mjs';

/** The text of src/runtime/kernel-bytes.ts. */
export const kernelBytes = await compileKernels(
  import.meta,
  {
    relaxed: { about: 'The kernels with relaxed SIMD', features: ['simd', 'relaxed-simd'] },
    plain: { about: 'The kernels with plain SIMD', features: ['simd'] },
  },
  '../src/runtime/kernel-bytes.ts',
);
