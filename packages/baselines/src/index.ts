export { aaKnn } from './aa-knn.js';
export { type LdlsfOptions, ldlsf } from './ldlsf.js';
export { mean } from './mean.js';
export { ptBayes } from './pt-bayes.js';
export { uniform } from './uniform.js';
