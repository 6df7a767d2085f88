export { backendName, type CompiledBackend, compile, registerCompiledBackend } from './compiled-backend.js';
export { explain, statsOf } from './explain.js';
export type { StepStats } from './runtime/plan.js';
