export { firstFreeByte, instantiateKernels, type Kernels, type VectorFunctions } from './kernels.js';
