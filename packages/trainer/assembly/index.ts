export { boxMuller } from './box-muller';
