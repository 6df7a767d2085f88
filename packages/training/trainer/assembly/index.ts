export { boxMuller, normal } from './box-muller';
export { areFinite } from './finite';
export { uniform } from './xoroshiro';
