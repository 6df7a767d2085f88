import { type Cell, type CellConfig, regimeOf } from '@ildl/benchmark';
import { expect, it } from 'vitest';
import { duration, showProgress } from '../src/show-progress.js';

const config = (fold: number, options: CellConfig['method']['options'] = {}): CellConfig => ({
  method: { id: 'amema', options, identity: '0.1.0' },
  dataset: { name: 'movie', sha256: '0a1b2c3d', rows: 7755, features: 1869, labels: 5 },
  regime: regimeOf({ protocol: 'sampled', validation: 'sampled' }),
  folds: 10,
  fold,
  seed: 0,
  engine: { backend: 'cpu', version: '4.22.0', threads: 1 },
});
const cell = (fold: number, change: object = {}) =>
  ({
    config: config(fold),
    status: 'done',
    metrics: { all: { kl: 0.25 } },
    timing: { seconds: 20 },
    ...change,
  }) as unknown as Cell;

it('writes plain lines with the time left where there is no terminal', () => {
  let text = '';
  const show = showProgress({ write: (more) => (text += more) }, 1);
  show.on({
    type: 'start',
    open: [0, 1, 2].map((fold) => config(fold)),
    finished: 7,
  });
  show.on({ type: 'progress', config: config(0), epoch: 1, epochs: 50 });
  show.on({ type: 'cell', cell: cell(0) });
  show.on({
    type: 'cell',
    cell: cell(1, { status: 'diverged', metrics: undefined, reason: 'a number is not finite' }),
  });
  show.end();
  expect(text.split('\n')).toEqual([
    '10 cells, 7 of them finished before; 1 at a time.',
    '8/10 amema on movie, fold 1 of 10: KL 0.2500 in 20 s, about 40 s left',
    '9/10 amema on movie, fold 2 of 10: diverged: a number is not finite, about 20 s left',
    '',
  ]);
});

it('counts variants of a method apart, and names what they differ in', () => {
  let text = '';
  const show = showProgress({ write: (more) => (text += more) }, 1);
  const variants = [config(0, { momentum: 'fixed' }), config(0, { momentum: 'adaptive' })];
  show.on({ type: 'start', open: variants, finished: 0 });
  for (const variant of variants) show.on({ type: 'cell', cell: { ...cell(0), config: variant } });
  expect(text.split('\n').slice(0, 3)).toEqual([
    '2 cells; 1 at a time.',
    '1/2 amema (momentum=fixed) on movie, fold 1 of 10: KL 0.2500 in 20 s',
    '2/2 amema (momentum=adaptive) on movie, fold 1 of 10: KL 0.2500 in 20 s',
  ]);
});

it('redraws one line of a terminal, within its width', () => {
  let text = '';
  const show = showProgress({ isTTY: true, columns: 60, write: (more) => (text += more) }, 2);
  show.on({ type: 'start', open: [0, 1, 2].map((fold) => config(fold)), finished: 0 });
  show.on({ type: 'progress', config: config(0), epoch: 10, epochs: 50 });
  show.on({ type: 'cell', cell: cell(0) });
  show.on({ type: 'progress', config: config(1), epoch: 25, epochs: 50 });
  show.end();
  const frames = text.split('\r\u001b[2K');
  expect(frames.at(-1)).toBe('');
  expect(frames.at(-2)).toMatch(/^█{8}░{16} 1\/3, about 15 s left · amema on m/);
  for (const frame of frames.slice(1)) expect(frame.length).toBeLessThan(60);
});

it.each([
  [0.44, '0.4 s'],
  [9.6, '10 s'],
  [59.4, '59 s'],
  [125, '2 min 05 s'],
  [3725, '1 h 02 min'],
])('writes %d seconds as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
