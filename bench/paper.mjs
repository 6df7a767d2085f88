// `npm run bench:paper`: the time of every table of the paper, beside that of the Python peers; see README.md.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `npm run bench:paper -- [--data DIR] [--folds N] [--workers N] [--only METHOD,…] [--out DIR] [--json]

--data     the folder of the datasets of the paper; ../shared/data
--folds    folds of every dataset; 10
--workers  processes side by side; all cores
--only     methods by id; all
--out      keeps the results in a new folder
--json     prints JSON instead of a table`;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** CPU seconds of the child processes that have ended, theirs included; only Linux tells. */
const cpuOfChildren = () => {
  if (!existsSync('/proc/self/stat')) return undefined;
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
  const ticksPerSecond = 100;
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
};

/** Runs the preset into an empty folder. */
const runPreset = async (out, { data, folds, workers, only }) => {
  const args = [
    'compare',
    '--preset',
    'paper',
    '--data',
    data,
    '--folds',
    folds,
    '--workers',
    workers,
    '--out',
    out,
  ];
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [here('../packages/apps/cli/bin/ildl.js'), ...args, ...(only ? ['--only', only] : [])],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0)
    console.error(`ildl compare ended with the code ${code}; what follows is of the cells that it finished.`);
  return { wallSeconds: (performance.now() - started) / 1000, cpuSeconds: cpuOfChildren() };
};

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** The finished cells: method, dataset, seconds. */
const cellsOf = (out) => {
  const read = (folder, file) => JSON.parse(readFileSync(join(out, folder, file), 'utf8')).value;
  return readdirSync(join(out, 'timings')).map((file) => {
    const { method, dataset } = read('cells', file).config;
    return { method: method.id, dataset: dataset.name, seconds: read('timings', file).seconds };
  });
};

/** Seconds of all cells of a method, ours and those of the peer where a time of it is known. */
const compared = (cells, fitSeconds) => {
  const methods = [...new Set(cells.map(({ method }) => method))];
  return methods.map((method) => {
    const own = cells.filter((cell) => cell.method === method);
    const known = own.filter(({ dataset }) => fitSeconds[method]?.[dataset] !== undefined);
    return {
      method,
      cells: own.length,
      seconds: sum(own.map(({ seconds }) => seconds)),
      peerCells: known.length,
      peerSeconds: sum(known.map(({ dataset }) => fitSeconds[method][dataset])),
      secondsOfPeerCells: sum(known.map(({ seconds }) => seconds)),
    };
  });
};

const tableOf = (methods) =>
  [
    '| method | cells | ours, s | cells of which a peer is known | ours, s | peer, s |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...methods.map(({ method, cells, seconds, peerCells, secondsOfPeerCells, peerSeconds }) =>
      [
        '',
        method,
        cells,
        seconds.toFixed(1),
        ...(peerCells ? [peerCells, secondsOfPeerCells.toFixed(1), peerSeconds.toFixed(1)] : ['–', '', '']),
        '',
      ]
        .join(' | ')
        .trim(),
    ),
  ].join('\n');

const { values: args } = parseArgs({
  options: {
    data: { type: 'string', default: here('../../shared/data') },
    folds: { type: 'string', default: '10' },
    workers: { type: 'string', default: `${availableParallelism()}` },
    only: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const main = async () => {
  const { source, fitSeconds } = JSON.parse(readFileSync(here('paper-peers.json'), 'utf8'));
  if (args.out && existsSync(args.out)) throw new Error(`${args.out} is there already; name a new folder.`);
  const out = args.out ?? mkdtempSync(join(tmpdir(), 'ildl-bench-'));
  try {
    const time = await runPreset(out, args);
    const methods = compared(cellsOf(out), fitSeconds);
    const [ours, peers, count] = ['secondsOfPeerCells', 'peerSeconds', 'peerCells'].map((key) =>
      sum(methods.map((one) => one[key])),
    );
    const about = {
      date: new Date().toISOString(),
      cpu: cpus()[0]?.model,
      workers: Number(args.workers),
      node: process.version,
    };
    if (args.json) console.log(JSON.stringify({ ...about, ...time, methods, peers: source }, null, 2));
    else
      console.log(
        [
          tableOf(methods),
          '',
          `All of it: ${time.wallSeconds.toFixed(1)} s of the clock${time.cpuSeconds ? ` and ${time.cpuSeconds.toFixed(1)} s of CPU` : ''}, ${about.workers} workers; ${about.cpu}, Node ${about.node}.`,
          `The ${count} cells of which the time of a Python program is known: ours ${ours.toFixed(1)} s, with preparation and scoring of the fold; theirs ${peers.toFixed(1)} s for the fits alone, extrapolated from one fit each.`,
          `Peers: ${source}.`,
        ].join('\n'),
      );
  } finally {
    if (!args.out) rmSync(out, { recursive: true, force: true });
  }
};
if (args.help) console.log(usage);
else await main();
