export { type Branch, type Combine, decoupledModel, weightedMean } from './decoupled-model.js';
export { dominantAndRest } from './dominant-and-rest.js';
export { dominantDegree } from './dominant-degree.js';
export { recompose } from './recompose.js';
