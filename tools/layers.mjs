/** @typedef {'core' | 'piece' | 'method' | 'app'} Layer */

/**
 * The layer of every folder of packages/; arrows go `core <- piece <- method <- app`.
 * @type {Record<string, Layer>}
 */
export const layers = {
  trainer: 'core',
  backends: 'piece',
  'branch-momentum': 'piece',
  'compiled-step': 'piece',
  datasets: 'piece',
  'ema-weighting': 'piece',
  'label-decoupling': 'piece',
  layers: 'piece',
  'logit-adjustment': 'piece',
  losses: 'piece',
  metrics: 'piece',
  minimizers: 'piece',
  amema: 'method',
  baselines: 'method',
  dildl: 'method',
  ofr: 'method',
  rda: 'method',
  benchmark: 'app',
  cli: 'app',
  conformance: 'app',
  report: 'app',
};

/** Pieces that own tensors, because that is what they are for: they may dispose them and read their data. */
export const ownsTensors = ['backends', 'compiled-step'];

/** Packages that a piece may load on demand, by a dynamic import, where they are installed. @type {Record<string, string[]>} */
export const loadsOnDemand = { backends: ['compiled-step'] };
