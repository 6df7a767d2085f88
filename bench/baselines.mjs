// `npm run bench:baselines`: the time of one fit of every baseline, beside PyLDL where it has the method.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as baselines from '@ildl/baselines';
import { applyStandardiser, kFold, manifests, rowsOf, sampleImbalanced, standardiser } from '@ildl/datasets';
import { findDataset, readDataset } from '@ildl/datasets/node';
import { rngFrom } from '@ildl/trainer';
import * as tf from '@tensorflow/tfjs';
import { startPeer } from './peer.mjs';

/**
 * What is timed: a method with options of ours, and a class of PyLDL with its. `recorded` holds CPU milliseconds of code
 * that no registry has, measured once on one thread of another machine; `target` is how many times faster ours shall be.
 */
const cases = [
  {
    method: 'sa-bfgs',
    peer: 'SA_BFGS',
    note: 'PyLDL: start U[0, 1), 500 iterations at most; ours: start 0, 600 at most',
  },
  {
    method: 'sa-bfgs',
    options: { init: 'uniform01', iterations: 500, gradientTolerance: 1e-7 },
    peer: 'SA_BFGS',
    note: 'the settings of PyLDL on both sides',
  },
  {
    method: 'edl-lrl',
    recorded: { movie: 92048, sjaffe: 1680 },
    target: 10,
    note: 'recorded: public code of its users, whose gradient is not that of the objective',
  },
  {
    method: 'ldlsf',
    peer: 'LDLSF',
    init: { alpha: 1e-4, beta: 1e-2, gamma: 1e-3 },
    fit: { rho: 1e-3 },
    target: 10,
    note: 'the same λ1, λ2, λ3 and ρ',
  },
  {
    method: 'ldl-lclr',
    peer: 'LDL_LCLR',
    init: { alpha: 1e-4, beta: 1e-3, gamma: 1e-3, delta: 1e-3 },
    fit: { rho: 1 },
    target: 10,
    note: 'the same λ1 to λ4 and ρ; the gradients of PyLDL are others',
  },
  {
    method: 'adam-ldl-scl',
    peer: 'LDL_SCL',
    note: 'another model: PyLDL takes 1000 full-batch epochs of softmax on softmax, ours 300 batches',
  },
  {
    method: 'adam-ldl-scl',
    recorded: { movie: 1100, sjaffe: 500 },
    note: 'recorded: public code with the same model and iterations',
  },
  { method: 'ldl-ldm', recorded: { movie: 1000, sjaffe: 240 }, note: 'recorded: code of its authors' },
  {
    method: 'ldl-hr',
    peer: 'LDL_HR',
    note: 'PyLDL: 50 iterations in float32; ours: 1000 at most in float64',
  },
  {
    method: 'ldl-hr',
    recorded: { movie: 127, sjaffe: 924 },
    note: 'recorded: code of its authors, which has no limit of 50 iterations',
  },
  {
    method: 'ldl-hr',
    options: { iterations: 50 },
    peer: 'LDL_HR',
    note: '50 iterations at most on both sides; the objectives differ',
  },
  { method: 'aa-knn', peer: 'AA_KNN', note: 'fit alone keeps the rows' },
  { method: 'aa-knn', peer: 'AA_KNN', predicts: true, note: 'fit and prediction of the test rows' },
  { method: 'aa-bp', peer: 'AA_BP', note: 'PyLDL: 1000 epochs of descent; ours: 100 epochs of Adam' },
  {
    method: 'aa-bp',
    options: { optimizer: 'descent', batchSize: null, epochs: 1000, learningRate: 1e-3 },
    peer: 'AA_BP',
    note: '1000 full-batch epochs of descent on both sides',
  },
  { method: 'pt-bayes', peer: 'PT_Bayes', note: 'PyLDL draws examples; ours weighs them' },
  { method: 'pt-svm', peer: 'PT_SVM', note: 'PyLDL draws examples, and fits 5 folds; ours weighs them' },
  { method: 'maxent', note: 'standardised features' },
];

const floats = (array) => Float64Array.from(Float32Array.from(array));

/** Fold 0 of a dataset, as `ildl` makes it: sampled where its manifest says how; float32, as tensors are. */
const foldOf = async (id, folder) => {
  const manifest = manifests.get(id);
  const { features, labels } = await readDataset(await findDataset(manifest, folder), { manifest });
  const [split] = kFold(labels.rows, { folds: 10, seed: 0 });
  const rows = manifest.sampling ? sampleImbalanced(labels, split.train, manifest.sampling) : split.train;
  const raw = rowsOf(features, rows);
  const scaled = applyStandardiser(rowsOf(features, rows), standardiser(features, rows));
  return {
    id,
    rows: rows.length,
    features: features.columns,
    labels: labels.columns,
    raw: floats(raw.values),
    standardised: floats(scaled.values),
    y: floats(rowsOf(labels, rows).values),
    test: floats(rowsOf(features, split.test).values),
  };
};

const methodOf = (id) => Object.values(baselines).find((definition) => definition.id === id);

const cpuNow = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/**
 * Fits until `budget` seconds of CPU are spent, at most 2000 times. The time of the compiler and of the collector counts.
 * The clock of the CPU is coarse: one mean of all fits.
 */
const fitOurs = async ({ method, options, predicts }, data, budget, seconds) => {
  const definition = methodOf(method);
  const x = tf.tensor2d(Float32Array.from(data[definition.features]), [data.rows, data.features]);
  const y = tf.tensor2d(Float32Array.from(data.y), [data.rows, data.labels]);
  const test = tf.tensor2d(Float32Array.from(data.test), [data.test.length / data.features, data.features]);
  const wall = [];
  let spent = 0;
  while (wall.length < 2000 && spent < 1000 * budget) {
    const fitted = definition(options ?? {});
    const [begun, cpu] = [performance.now(), cpuNow()];
    const events = fitted.fit({ train: { x, y }, rng: rngFrom(0) });
    let next = await events.next();
    // The clock of the CPU costs too much to ask it at every iteration.
    while (!next.done && performance.now() - begun < 1000 * seconds) next = await events.next();
    if (!next.done) return { slow: true, cpu: [], wall: [] };
    if (predicts) next.value.predict(test).dispose();
    spent += cpuNow() - cpu;
    wall.push(performance.now() - begun);
    next.value.dispose();
  }
  tf.dispose([x, y, test]);
  return { cpu: [spent / wall.length], wall };
};

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.floor(sorted.length / 2)]) / 2;
};

const summaryOf = (values) => ({ minimum: Math.min(...values), median: median(values) });

/** @param rounds of one side */
const bothOf = (rounds) => {
  const [cpu, wall] = ['cpu', 'wall'].map((clock) => rounds.flatMap((round) => round[clock]));
  return wall.length === 0 ? undefined : { cpu: summaryOf(cpu), wall: summaryOf(wall), fits: wall.length };
};

const short = (value) =>
  value < 0.1
    ? value.toFixed(4)
    : value < 10
      ? value.toFixed(2)
      : value < 100
        ? value.toFixed(1)
        : value.toFixed(0);

const cellOf = (times) => (times ? `${short(times.wall.minimum)} (${short(times.wall.median)})` : '');

/** A row of the table, from what was measured. */
const rowOf = ({
  method,
  options,
  predicts,
  note,
  target = 1,
  recorded,
  peerName: name,
  data,
  ours,
  oursSlow,
  peer,
  slow,
  error,
}) => {
  const id = predicts ? `${method}, fit + predict` : options ? `${method}, matched` : method;
  const known = recorded?.[data];
  const theirs = peer?.wall.minimum ?? slow ?? known;
  const ratio = theirs && ours ? theirs / ours.wall.minimum : undefined;
  const cpuRatio = peer && ours ? peer.cpu.minimum / ours.cpu.minimum : undefined;
  return {
    method: id,
    data,
    ours,
    peer,
    peerName: name,
    ...(slow ? { peerGivenUpAfter: slow } : {}),
    ...(known ? { recorded: known } : {}),
    ratio,
    cpuRatio,
    target: theirs ? target : undefined,
    met: ratio === undefined ? undefined : ratio >= target,
    note: [
      oursSlow && `ours was given up after ${oursSlow} ms`,
      error && `PyLDL failed: ${error}`,
      !name && (known ? 'no packaged peer' : 'no peer'),
      note,
    ]
      .filter(Boolean)
      .join('; '),
  };
};

const tableOf = (rows) =>
  [
    '| method | data | ours, ms | peer, ms | ratio | ratio of CPU | note |',
    '| --- | --- | ---: | ---: | ---: | ---: | --- |',
    ...rows.map(
      ({ method, data, ours, peer, peerGivenUpAfter, recorded, ratio, cpuRatio, target, met, note }) =>
        [
          '',
          method,
          data,
          cellOf(ours),
          peer
            ? cellOf(peer)
            : peerGivenUpAfter
              ? `> ${peerGivenUpAfter}`
              : recorded
                ? `recorded ${recorded}`
                : '–',
          ratio === undefined
            ? '–'
            : `${peerGivenUpAfter ? '> ' : ''}${short(ratio)}×${met ? '' : ` (below ${target}×)`}`,
          cpuRatio === undefined ? '–' : `${short(cpuRatio)}×`,
          note,
          '',
        ]
          .join(' | ')
          .trim(),
    ),
  ].join('\n');

const usage = `npm run bench:baselines -- [--data DIR] [--only METHOD,…] [--on DATASET,…] [--rounds N] [--seconds S] [--json]

--data     the folder of Movie.mat and SJAFFE.mat; ../shared/data
--only     methods by id; all
--on       movie, sjaffe; both
--rounds   interleaved rounds of ours and the peer; 3
--budget   CPU seconds of repetitions a round and side; 0.3
--seconds  seconds after which a fit is given up, of CPU for the peer; 60
--json     prints JSON instead of a table

The environment variable PYTHON names a Python with python-ldl and torch.`;

const { values: args } = parseArgs({
  options: {
    data: { type: 'string', default: fileURLToPath(new URL('../../shared/data', import.meta.url)) },
    only: { type: 'string' },
    on: { type: 'string', default: 'movie,sjaffe' },
    rounds: { type: 'string', default: '3' },
    budget: { type: 'string', default: '0.3' },
    seconds: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const main = async () => {
  await tf.setBackend('cpu');
  const [rounds, budget, seconds] = [Number(args.rounds), Number(args.budget), Number(args.seconds)];
  const only = args.only?.split(',');
  const folder = mkdtempSync(join(tmpdir(), 'ildl-bench-'));
  const script = fileURLToPath(new URL('baselines_peer.py', import.meta.url));
  const peer = await startPeer(process.env.PYTHON ?? 'python3', [script], { wants: 'python-ldl and torch' });
  try {
    const runs = [];
    for (const id of args.on.split(',')) {
      const data = await foldOf(id, args.data);
      const files = { x: 'raw', y: 'y', test: 'test' };
      for (const [key, values] of Object.entries(files))
        writeFileSync(join(folder, `${id}.${key}`), data[values]);
      for (const one of cases)
        if (only === undefined || only.includes(one.method)) runs.push({ ...one, data, ours: [], peers: [] });
    }
    // Round 0 warms up: what numba and V8 compile in it is not counted.
    for (let round = 0; round <= rounds; round++)
      for (const run of runs) {
        const { data } = run;
        console.error(`round ${round} of ${rounds}: ${run.method} on ${data.id}`);
        if (!run.oursSlow) {
          const ours = await fitOurs(run, data, budget, seconds);
          if (ours.slow) run.oursSlow = 1000 * seconds;
          if (round > 0) run.ours.push(ours);
        }
        // A thousand epochs need no warm-up.
        if (peer === undefined || run.peer === undefined || run.slow || run.error) continue;
        if (round === 0 && ['AA_BP', 'LDL_SCL'].includes(run.peer)) continue;
        const path = (key) => join(folder, `${data.id}.${key}`);
        const answer = await peer
          .ask({
            method: run.peer,
            init: run.init ?? {},
            fit: run.fit ?? {},
            x: path('x'),
            y: path('y'),
            test: run.predicts ? path('test') : undefined,
            features: data.features,
            labels: data.labels,
            // Compiling takes its time too.
            seconds: round === 0 ? seconds + 120 : seconds,
            budget,
          })
          .catch(({ message }) => ({ error: message, cpu: [], wall: [] }));
        if (answer.slow) run.slow = 1000 * (round === 0 ? seconds + 120 : seconds);
        if (answer.error) run.error = answer.error;
        if (round > 0) run.peers.push(answer);
      }
    const rows = runs.map((run) =>
      rowOf({
        ...run,
        data: run.data.id,
        peerName: run.peer,
        ours: bothOf(run.ours),
        peer: bothOf(run.peers),
      }),
    );
    const machine = {
      date: new Date().toISOString().slice(0, 10),
      cpu: cpus()[0]?.model,
      threads: cpus().length,
      node: process.versions.node,
      ...(peer ? { peer: peer.hello.versions } : {}),
      rounds,
    };
    if (args.json) console.log(JSON.stringify({ machine, rows }, null, 2));
    else {
      console.log(tableOf(rows));
      console.log(
        `\nMilliseconds of one fit: minimum (median).  ${machine.date}, ${machine.cpu}, Node ${machine.node}${
          peer ? `, python-ldl ${peer.hello.versions['python-ldl']}` : ''
        }.`,
      );
    }
  } finally {
    peer?.end();
    rmSync(folder, { recursive: true, force: true });
  }
};

if (args.help) console.log(usage);
else await main();
