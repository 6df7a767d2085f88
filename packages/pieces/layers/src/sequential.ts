import { optionError } from '@ildl/internal';
import type { Layer } from './layer.js';

/**
 * One layer after the other. Layers with parameters need a `named` each.
 * @throws `ILDL_OPTION` at `init` where two layers share the name of a parameter
 */
export const sequential = (...layers: readonly Layer[]): Layer => ({
  init: (rng) => {
    const params = layers.flatMap((layer) => Object.entries(layer.init(rng)));
    const names = params.map(([name]) => name);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined)
      throw optionError(`sequential got two layers with a parameter ${twice}; wrap them in named(...).`);
    return Object.fromEntries(params);
  },
  apply: (params, x) => layers.reduce((rows, layer) => layer.apply(params, rows), x),
});
