export { backendName, compile, registerCompiledBackend, type StepCompiler } from './compiled-backend.js';
export { firstFreeByte, instantiateKernels, type Kernels, type VectorFunctions } from './runtime/kernels.js';
