import type { Cell, CellConfig } from '@ildl/benchmark';
import { expect, it } from 'vitest';
import { duration, showProgress } from '../src/show-progress.js';

const config = (fold: number) =>
  ({ method: { id: 'amema' }, dataset: { name: 'movie' }, fold, folds: 10, seed: 0 }) as CellConfig;
const cell = (fold: number, change: object = {}) =>
  ({
    config: config(fold),
    status: 'done',
    metrics: { all: { kl: 0.25 } },
    timing: { seconds: 20 },
    ...change,
  }) as unknown as Cell;

it('writes plain lines with the time left where there is no terminal', () => {
  let [text, clock] = ['', 0];
  const show = showProgress({ write: (more) => (text += more) }, 1, () => clock);
  show.on({ type: 'start', open: [0, 1, 2].map(config), finished: 7, notes: ['the shape is unusual.'] });
  show.on({ type: 'progress', config: config(0), epoch: 1, epochs: 50 });
  clock = 20_000;
  show.on({ type: 'cell', cell: cell(0) });
  show.on({
    type: 'cell',
    cell: cell(1, { status: 'diverged', metrics: undefined, reason: 'a number is not finite' }),
  });
  show.end();
  expect(text.split('\n')).toEqual([
    'Note: the shape is unusual.',
    '10 cells, 7 of them finished before; 1 at a time.',
    '8/10 amema on movie, fold 1 of 10: KL 0.2500 in 20 s, about 40 s left',
    '9/10 amema on movie, fold 2 of 10: diverged: a number is not finite, about 20 s left',
    '',
  ]);
});

it('redraws one line of a terminal, within its width', () => {
  let [text, clock] = ['', 0];
  const show = showProgress({ isTTY: true, columns: 60, write: (more) => (text += more) }, 2, () => clock);
  show.on({ type: 'start', open: [0, 1].map(config), finished: 0, notes: [] });
  show.on({ type: 'progress', config: config(0), epoch: 10, epochs: 50 });
  clock = 5000;
  show.on({ type: 'progress', config: config(0), epoch: 20, epochs: 50 });
  show.end();
  const frames = text.split('\r\u001b[2K');
  expect(frames.at(-1)).toBe('');
  expect(frames.at(-2)).toMatch(/^░{24} 0\/2, about \d+ s left · amema on m/);
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
