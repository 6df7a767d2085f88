import type { Metric } from '@ildl/interface';
import { canberra } from './canberra.js';
import { chebyshev } from './chebyshev.js';
import { clark } from './clark.js';
import { cosine } from './cosine.js';
import { intersection } from './intersection.js';
import { klDivergence } from './kl-divergence.js';

/** The six measures of the AMEMA paper (and of Geng 2016), in the order of its Table 3. */
export const metrics: readonly Metric[] = [chebyshev, clark, canberra, klDivergence, cosine, intersection];
