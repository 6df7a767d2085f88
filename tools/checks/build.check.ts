import { it } from 'vitest';
import { build } from '../set-up.mjs';

it('all packages build', build);
