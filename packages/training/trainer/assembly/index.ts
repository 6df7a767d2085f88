export { normal } from './box-muller';
export { uniform } from './xoroshiro';
