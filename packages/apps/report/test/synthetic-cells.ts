import { type Cell, regimeOf } from '@ildl/benchmark';

/** A number in [0, 1) that looks random and depends on the text only. */
function noise(...of: readonly (string | number)[]): number {
  let state = 2166136261;
  for (const character of of.join(' ')) state = Math.imul(state ^ character.charCodeAt(0), 16777619);
  for (let i = 0; i < 3; i++) state = Math.imul(state ^ (state >>> 13), 1540483477);
  return (state >>> 0) / 2 ** 32;
}

const datasets = {
  movie: { rows: 7755, features: 1869, labels: 5, hard: 0.7 },
  emotion6: { rows: 1980, features: 168, labels: 7, hard: 1.2 },
} as const;

/** How much worse than the best a method is. */
const methods = { uniform: 1.04, mean: 1.9, rda: 1.12, amema: 1 } as const;

export interface CellOptions {
  readonly dataset?: keyof typeof datasets;
  readonly method?: keyof typeof methods;
  readonly fold?: number;
  readonly seed?: number;
  readonly folds?: number;
  readonly protocol?: 'sampled' | 'full';
  readonly validation?: 'sampled' | 'unsampled';
  readonly epochs?: number;
}

/** A finished cell with made-up but plausible numbers; the same options give the same cell. */
export function syntheticCell({
  dataset = 'movie',
  method = 'amema',
  fold = 0,
  seed = 0,
  folds = 10,
  protocol = 'sampled',
  validation = 'sampled',
  epochs = 12,
}: CellOptions = {}): Cell {
  const { hard, ...shape } = datasets[dataset];
  const loss = hard * methods[method] * (protocol === 'full' ? 0.8 : 1);
  const scores = (labels: string) => {
    const at = (name: string, scale: number) =>
      scale *
      loss *
      (1 +
        0.03 * (noise(dataset, fold, seed, name) + 0.3 * noise(dataset, method, fold, seed, name, labels)));
    return {
      chebyshev: at('chebyshev', 0.25),
      clark: at('clark', 1.05),
      canberra: at('canberra', 2),
      kl: at('kl', 0.28),
      cosine: 1 - at('cosine', 0.2),
      intersection: 1 - at('intersection', 0.37),
    };
  };
  const trained = method === 'rda' || method === 'amema';
  const before = Array.from(
    { length: shape.labels },
    (_, i) => 900 / (1 + Math.abs(i - 2)) + noise(dataset, fold, i),
  );
  const after = before.map((mass, i) =>
    protocol === 'full' ? mass : 80 / (1 + 2 * i) + noise(dataset, fold, i),
  );
  return {
    config: {
      method: {
        id: method,
        options: method === 'amema' ? { gamma: 0.001, gradient: 'weighted', learningRate: 0.001 } : {},
        identity: '0.1.0',
      },
      dataset: { name: dataset, sha256: noise(dataset).toString(16).slice(2).padEnd(64, '0'), ...shape },
      regime: regimeOf({ protocol, validation }),
      folds,
      fold,
      seed,
      engine: { backend: 'cpu', version: '4.22.0', threads: 1 },
    },
    status: 'done',
    metrics: { all: scores('all'), head: scores('head'), tail: scores('tail') },
    rows: { train: 110, valid: 14, test: Math.round(shape.rows / folds) },
    labelMass: { before, after },
    epochs: trained
      ? Array.from({ length: epochs }, (_, i) => {
          const jitter = (name: string) =>
            0.05 * noise(dataset, method, fold, seed, i, name) +
            0.2 * noise(dataset, method, fold, seed, name);
          const terms =
            method === 'amema' ? ['dominant', 'nonDominant'] : ['gaussian', 'similarity', 'divergence'];
          const over = (of: (term: string, place: number) => number) =>
            Object.fromEntries(terms.map((term, place) => [term, of(term, place)]));
          const share = 0.42 + 0.1 * Math.sin(i / 9) + 0.3 * jitter('w');
          return {
            epoch: i + 1,
            losses: over(
              (term, place) =>
                hard * ((1 + 0.4 * place) * Math.exp(-i / (9 + 6 * place)) + 0.3) + jitter(term),
            ),
            weights: method === 'amema' ? { dominant: 1 - share, nonDominant: share } : over(() => 1),
            signals:
              method === 'amema'
                ? {
                    'momentum/dominant': 0.75 - 0.002 * i - 0.05 * jitter('m'),
                    'momentum/nonDominant': 0.95 + 0.0008 * i,
                    'weight/nonDominant': share,
                    ratio: 1.2 - 0.02 * i + jitter('r'),
                  }
                : {},
            validationLoss: hard * (0.6 + Math.exp(-i / 8) + 0.0006 * i * i) + jitter('v'),
          };
        })
      : [],
    ...(trained
      ? { keptEpoch: Math.ceil(epochs * (0.4 + 0.5 * noise(dataset, method, fold, seed, 'kept'))) }
      : {}),
    timing: {
      seconds: 0.5 + 2 * noise(dataset, method, fold, seed, 'time'),
      date: '2026-11-24T08:00:00.000Z',
    },
  };
}

/** 10 folds × 4 methods × 2 datasets. */
export function syntheticCells(options: Omit<CellOptions, 'dataset' | 'method' | 'fold'> = {}): Cell[] {
  return (['movie', 'emotion6'] as const).flatMap((dataset) =>
    (['uniform', 'mean', 'rda', 'amema'] as const).flatMap((method) =>
      Array.from({ length: options.folds ?? 10 }, (_, fold) =>
        syntheticCell({ ...options, dataset, method, fold }),
      ),
    ),
  );
}
