export { activation, relu } from './activation.js';
export type { Layer } from './layer.js';
export { type Initializer, type LinearOptions, linear } from './linear.js';
export { MissingParamError } from './missing-param-error.js';
export { type MlpOptions, mlp } from './mlp.js';
export { named } from './named.js';
export { sequential } from './sequential.js';
