export { boxMuller, normal } from './box-muller';
export { uniform } from './xoroshiro';
