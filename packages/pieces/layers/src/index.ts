export { activation, relu } from './activation.js';
export {
  type AlignmentNetwork,
  type AlignmentNetworkOptions,
  alignmentNetwork,
  type Encodings,
} from './alignment-network.js';
export { drawFrom, type GaussianOutput, gaussian } from './gaussian.js';
export type { Layer } from './layer.js';
export { type Initializer, type LinearOptions, linear } from './linear.js';
export { MissingParamError } from './missing-param-error.js';
export { type MultilayerPerceptronOptions, multilayerPerceptron } from './multilayer-perceptron.js';
export { named } from './named.js';
export { sequential } from './sequential.js';
