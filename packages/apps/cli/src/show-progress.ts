import { type BenchmarkEvent, type Cell, type CellConfig, cellId, nameCells } from '@ildl/benchmark';
import { match } from 'ts-pattern';

/** `0.4 s`, `12 s`, `2 min 05 s`, `1 h 02 min`. */
export const duration = (seconds: number): string => {
  const s = Math.max(0, Math.round(seconds));
  if (s < 10) return `${Math.max(0, seconds).toFixed(1)} s`;
  if (s < 60) return `${s} s`;
  const pad = (n: number) => `${n}`.padStart(2, '0');
  return s < 3600
    ? `${Math.floor(s / 60)} min ${pad(s % 60)} s`
    : `${Math.floor(s / 3600)} h ${pad(Math.floor((s % 3600) / 60))} min`;
};

const title = (method: string, { dataset, fold, folds, seed }: CellConfig) =>
  `${method} on ${dataset.name}, fold ${fold + 1} of ${folds}${seed === 0 ? '' : `, seed ${seed}`}`;

const outcomeOf = ({ status, metrics, timing, reason }: Cell) =>
  status === 'done'
    ? `KL ${metrics?.all.kl?.toFixed(4)} in ${duration(timing.seconds)}`
    : `${status}: ${reason}`;

/** Where progress is written: a terminal is rewritten in place, anything else gets plain lines. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What cells of equal length have in common. */
const kindOf = ({ method, dataset }: CellConfig) => JSON.stringify([method.id, method.options, dataset.name]);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Shows a benchmark as it runs, with the time it still needs once every method has run on every dataset: a cell is taken
 * to last as long as those of the same method and dataset before it.
 */
export const showProgress = (output: ProgressOutput, workers: number) => {
  const open = new Map<string, CellConfig>();
  /** Variants of a method are told apart. */
  const names = new Map<string, string>();
  const titleOf = (config: CellConfig) => title(names.get(cellId(config)) ?? config.method.id, config);
  /** Which share of each running cell is done. */
  const running = new Map<string, number>();
  const seconds = new Map<string, number[]>();
  let [total, finished] = [0, 0];
  let drawn = false;

  const clear = () => {
    if (drawn) output.write('\r\u001b[2K');
    drawn = false;
  };
  const line = (text: string) => {
    clear();
    output.write(`${text}\n`);
  };
  /** Seconds that all open cells still take; undefined until a cell of every kind is finished. */
  const remaining = (): string => {
    let left = 0;
    for (const [title, config] of open) {
      const known = seconds.get(kindOf(config));
      if (known === undefined) return '';
      left += mean(known) * (1 - (running.get(title) ?? 0));
    }
    return left === 0 ? '' : `, about ${duration(left / Math.min(workers, open.size))} left`;
  };
  const bar = () => {
    if (!output.isTTY) return;
    const width = 24;
    const filled = total === 0 ? 0 : Math.round((finished / total) * width);
    const current = [...running.keys()].at(-1);
    const text = `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${finished}/${total}${remaining()}${current ? ` · ${current}` : ''}`;
    clear();
    output.write(text.slice(0, (output.columns ?? 80) - 1));
    drawn = true;
  };

  return {
    on: (event: BenchmarkEvent): void =>
      match(event)
        .with({ type: 'start' }, (start) => {
          for (const { method, cell } of nameCells(start.open.map((config) => ({ config }))))
            names.set(cellId(cell.config), method);
          for (const config of start.open) open.set(titleOf(config), config);
          finished = start.finished;
          total = finished + open.size;
          const before = finished === 0 ? '' : `, ${finished} of them finished before`;
          line(`${total} cells${before}; ${workers} at a time.`);
          bar();
        })
        .with({ type: 'progress' }, ({ config, epoch, epochs }) => {
          const title = titleOf(config);
          running.set(title, epoch / epochs);
          bar();
        })
        .with({ type: 'notice' }, ({ text }) => {
          line(`Note: ${text}`);
          bar();
        })
        .with({ type: 'cell' }, ({ cell }) => {
          const title = titleOf(cell.config);
          running.delete(title);
          open.delete(title);
          finished++;
          const kind = kindOf(cell.config);
          if (Number.isFinite(cell.timing.seconds))
            seconds.set(kind, [...(seconds.get(kind) ?? []), cell.timing.seconds]);
          if (!output.isTTY || cell.status !== 'done')
            line(`${finished}/${total} ${title}: ${outcomeOf(cell)}${remaining()}`);
          bar();
        })
        .exhaustive(),
    /** How many cells there are and are finished. */
    count: () => ({ finished, total }),
    end: clear,
  };
};
