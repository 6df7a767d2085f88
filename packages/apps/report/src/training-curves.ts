import type { Cell } from '@ildl/benchmark';
import { curveChart, type Point, type Series } from './curve-chart.js';
import { html, type Markup, nothing } from './markup.js';

/** One chart of a method: which numbers of an epoch it shows. */
interface Panel {
  readonly title: string;
  readonly numbers: (epoch: Cell['epochs'][number]) => Readonly<Record<string, number | undefined>>;
}

/**
 * How a method learned, as in the paper's Figures 3 and 4: the loss and the weight of each term, the momentum
 * of each branch, the validation loss with the kept epochs, and folded away all other signals. Nothing where
 * the method has no epochs.
 */
export function trainingCurves(method: string, cells: readonly Cell[]): Markup {
  const trained = cells.filter(({ epochs }) => epochs.length > 0);
  if (trained.length === 0) return nothing;
  const epochs = trained.flatMap((cell) => cell.epochs);
  const terms = keysOf(epochs.map(({ losses }) => losses));
  const signals = keysOf(epochs.map((epoch) => epoch.signals));
  const signalPanel = (group: string): Panel => {
    const own = signals.filter((name) => groupOf(name) === group);
    return {
      title: group === 'momentum' ? 'Momentum of each branch' : `Signal ${group}`,
      numbers: (epoch) => Object.fromEntries(own.map((name) => [memberOf(name), epoch.signals[name]])),
    };
  };
  const groups = [...new Set(signals.map(groupOf))];
  const weights: Panel = { title: 'Weight of each term', numbers: (epoch) => epoch.weights };
  const validation: Panel = {
    title: 'Validation loss',
    numbers: ({ validationLoss }) => ({ '': validationLoss }),
  };
  const main: Panel[] = [
    { title: terms.length > 1 ? 'Loss of each term' : 'Loss', numbers: ({ losses }) => losses },
    ...(terms.length > 1 ? [weights] : []),
    ...groups.filter((group) => group === 'momentum').map(signalPanel),
    ...(epochs.some(({ validationLoss }) => validationLoss !== undefined) ? [validation] : []),
  ];
  // The signals `weight/…` repeat the weights.
  const others = groups.filter((group) => group !== 'momentum' && group !== 'weight').map(signalPanel);
  // A branch has the same colour in every chart of its method.
  const colours = [...new Set([...terms, ...signals.map(memberOf)])];
  const grid = (panels: readonly Panel[]): Markup => {
    const still = panels.filter((panel) => constants(panel, epochs) !== undefined);
    return html`${still.map((panel) => html`<p class="note">${panel.title}, the same in every epoch: ${constants(panel, epochs) ?? ''}.</p>`)}
<div class="panels">${panels
      .filter((panel) => !still.includes(panel))
      .map(
        (panel) => html`<figure>
<figcaption>${panel.title}${panel === validation ? ', with the kept epochs' : ''}</figcaption>
${chart(method, panel, trained, colours, panel === validation)}
</figure>`,
      )}</div>`;
  };
  if (others.length === 0) return grid(main);
  return html`${grid(main)}
<details><summary>Other signals</summary>
${grid(others)}
</details>`;
}

/** The values of a panel in which nothing changes, as text; undefined where something does. */
function constants({ numbers }: Panel, epochs: Cell['epochs']): string | undefined {
  const records = epochs.map(numbers);
  const names = keysOf(records);
  const values = names.map((name) => new Set(records.map((record) => record[name])));
  if (epochs.length < 2 || values.some(({ size }) => size !== 1)) return undefined;
  return names
    .map((name, i) => {
      const [value] = values[i] as Set<number | undefined>;
      return `${hyphenated(name)} ${Number((value ?? Number.NaN).toPrecision(4))}`;
    })
    .join(', ');
}

function chart(
  method: string,
  { title, numbers }: Panel,
  cells: readonly Cell[],
  colours: readonly string[],
  markKept: boolean,
): Markup {
  const names = keysOf(cells.flatMap(({ epochs }) => epochs.map(numbers)));
  const line = ({ epochs }: Cell, name: string): Point[] =>
    epochs.flatMap((epoch) => {
      const own = numbers(epoch);
      // A number that is not finite is null in JSON.
      return Object.hasOwn(own, name) ? [{ epoch: epoch.epoch, value: own[name] ?? Number.NaN }] : [];
    });
  const finished = cells.filter(({ status }) => status === 'done');
  const scale = finished.length > 0 ? finished : cells;
  const series = names.map(
    (name): Series => ({
      name: names.length > 1 ? hyphenated(name) : '',
      colour: Math.max(0, colours.indexOf(name)),
      lines: scale.map((cell) => line(cell, name)),
      astray: cells.filter((cell) => !scale.includes(cell)).map((cell) => line(cell, name)),
      ...(markKept
        ? {
            marked: scale.flatMap((cell) => line(cell, name).filter(({ epoch }) => epoch === cell.keptEpoch)),
          }
        : {}),
    }),
  );
  return curveChart(`${title} of ${method} over the epochs`, series);
}

function keysOf(records: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort();
}

/** `momentum/dominant` -> `momentum`. */
function groupOf(signal: string): string {
  return signal.split('/')[0] as string;
}

/** `momentum/dominant` -> `dominant`. */
function memberOf(signal: string): string {
  return signal.slice(signal.indexOf('/') + 1);
}

/** `nonDominant` -> `non-dominant`. */
function hyphenated(name: string): string {
  return name.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
