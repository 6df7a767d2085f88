export { mean } from './mean.js';
export { uniform } from './uniform.js';
