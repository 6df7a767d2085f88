export { boxMuller } from './box-muller';
export { uniform } from './xoroshiro';
