export { findDataset } from './node/find-dataset.js';
export { readDataset } from './node/read-dataset.js';
export { readFeatures } from './node/read-features.js';
export { readFile } from './node/read-file.js';
export { readManifest } from './node/read-manifest.js';
