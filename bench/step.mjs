// `npm run bench:step`: the time of one training step, compiled, beside PyTorch; see README.md.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compile, registerCompiledBackend, statsOf } from '@ildl/compiled-step';
import * as tf from '@tensorflow/tfjs';
import { startPeer } from './peer.mjs';
import { batch, makeData, makeStep, shapes, writeData } from './step-program.mjs';

const usage = `npm run bench:step -- [--only SHAPE,…] [--rounds N] [--seconds S] [--step FILE] [--no-fma] [--json]

--only     ${shapes.map(({ shape }) => shape).join(', ')}; all
--rounds   rounds, each a window of ours and one of the peer; 12
--seconds  length of a window; 0.15
--step     the PyTorch step; ../shared/bench/step_torch.py
--no-fma   multiplies and adds in two roundings
--json     prints JSON instead of a table

The environment variable PYTHON names a Python with torch and numpy.`;

const checkedSteps = 100;

/** Floating-point operations of the products of a step, and the bytes that it cannot but move. */
const workOf = ({ features, labels, hidden, density }) => {
  const rows = density < 0.1 ? features * density : features;
  const products = 2 * batch * hidden * (2 * rows + 3 * labels);
  const parameters = features * hidden + hidden * labels + hidden + labels;
  // Every parameter and its velocity is read and written.
  return { operations: 2 * products, bytes: 2 * parameters * 4 * 4 };
};

/** The best of many tries, in seconds. */
const fastest = (tries, work) => {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tries; i++) {
    const start = performance.now();
    work();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
};

/** What WebAssembly reaches at most on this machine: products that stay in the cache, and a copy through memory. */
const measuredPeak = () => {
  const [side, products] = [96, 100];
  const matrix = tf.variable(tf.fill([side, side], 1 / side), false);
  const step = compile((start) => {
    let product = start;
    for (let i = 0; i < products; i++) product = tf.matMul(product, matrix);
    return product;
  });
  const start = tf.ones([side, side]);
  const product = fastest(100, () => step(start).dispose());
  step.dispose();
  tf.dispose([matrix, start]);
  // As large as the parameters and velocities of the Movie shape.
  const bytes = 3_000_000;
  const { buffer } = new WebAssembly.Memory({ initial: Math.ceil((2 * bytes) / 65536) });
  const [from, to] = [new Float32Array(buffer, 0, bytes / 4), new Float32Array(buffer, bytes, bytes / 4)];
  const copy = fastest(300, () => to.set(from));
  return { operationsPerSecond: (2 * side ** 3 * products) / product, bytesPerSecond: (2 * bytes) / copy };
};

const oursOf = (shape, data) => {
  const program = makeStep(data);
  const step = compile(([index]) => program.step(index));
  const batches = Array.from({ length: data.order.length / batch }, (_, i) =>
    tf.tensor1d(data.order.subarray(i * batch, (i + 1) * batch), 'int32'),
  );
  let at = 0;
  const once = () => {
    const loss = step([batches[at++ % batches.length]]);
    const [value] = loss.dataSync();
    loss.dispose();
    return value;
  };
  return {
    shape,
    once,
    window: (seconds) => {
      const end = performance.now() + 1000 * seconds;
      let best = Number.POSITIVE_INFINITY;
      while (performance.now() < end) {
        const start = performance.now();
        once();
        best = Math.min(best, performance.now() - start);
      }
      return best;
    },
    stats: () => statsOf(step)[0],
    dispose: () => {
      step.dispose();
      program.dispose();
      tf.dispose(batches);
    },
  };
};

const short = (value, digits = 3) => (value === undefined ? '–' : value.toFixed(digits));

const tableOf = (results) =>
  [
    '| shape | ours, ms | PyTorch, ms | ratio | PyTorch sparse, ms | ratio | of the peak | largest difference of a loss |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...results.map((one) =>
      [
        '',
        one.shape,
        short(one.oursMs),
        short(one.torchMs),
        one.ratio ? `${short(one.ratio, 2)}×` : '–',
        short(one.sparseTorchMs),
        one.sparseRatio ? `${short(one.sparseRatio, 2)}×` : '–',
        `${short(100 * one.peakFraction, 0)} %`,
        one.lossDifference === undefined ? '–' : one.lossDifference.toExponential(1),
        '',
      ]
        .join(' | ')
        .trim(),
    ),
  ].join('\n');

const timeShape = async (shape, { peer, folder, rounds, seconds, peak }) => {
  const data = makeData(shape);
  const ours = oursOf(shape.shape, data);
  const isSparse = shape.density < 0.1;
  try {
    const losses = Array.from({ length: checkedSteps }, ours.once);
    let lossDifference;
    if (peer) {
      writeData(folder, shape, data);
      const theirs = await peer.ask({ do: 'losses', shape: shape.shape, steps: checkedSteps });
      lossDifference = Math.max(...losses.map((loss, i) => Math.abs(loss - theirs[i])));
      await peer.ask({ do: 'make', id: shape.shape, shape: shape.shape, sparse: false });
      if (isSparse)
        await peer.ask({ do: 'make', id: `${shape.shape} sparse`, shape: shape.shape, sparse: true });
    }
    let [oursMs, torchMs, sparseTorchMs] = Array(3).fill(Number.POSITIVE_INFINITY);
    const window = (id) => peer.ask({ do: 'window', id, seconds });
    for (let round = 0; round < rounds; round++) {
      oursMs = Math.min(oursMs, ours.window(seconds));
      if (!peer) continue;
      torchMs = Math.min(torchMs, await window(shape.shape));
      if (isSparse) sparseTorchMs = Math.min(sparseTorchMs, await window(`${shape.shape} sparse`));
    }
    const { operations, bytes } = workOf(shape);
    const limit = Math.max(operations / peak.operationsPerSecond, bytes / peak.bytesPerSecond);
    return {
      shape: shape.shape,
      oursMs,
      ...(peer && { torchMs, ratio: torchMs / oursMs, lossDifference }),
      ...(peer && isSparse && { sparseTorchMs, sparseRatio: sparseTorchMs / oursMs }),
      peakFraction: (1000 * limit) / oursMs,
      plan: ours.stats(),
    };
  } finally {
    ours.dispose();
  }
};

const main = async (args) => {
  const { fma } = args;
  tf.enableProdMode();
  registerCompiledBackend({ fma });
  await tf.setBackend('compiled');
  const [rounds, seconds] = [Number(args.rounds), Number(args.seconds)];
  const only = args.only?.split(',');
  const folder = mkdtempSync(join(tmpdir(), 'ildl-bench-'));
  const script = fileURLToPath(new URL('step_peer.py', import.meta.url));
  if (!existsSync(args.step))
    console.error(`PyTorch is not timed: there is no ${args.step}; name one by --step.`);
  const peer = existsSync(args.step)
    ? await startPeer(process.env.PYTHON ?? 'python3', [script, args.step], {
        folder,
        wants: 'torch and numpy',
      })
    : undefined;
  try {
    const peak = measuredPeak();
    const results = [];
    for (const shape of shapes)
      if (only === undefined || only.includes(shape.shape))
        results.push(await timeShape(shape, { peer, folder, rounds, seconds, peak }));
    const about = {
      date: new Date().toISOString(),
      cpu: cpus()[0]?.model,
      node: process.version,
      fma: tf.backend().fma,
      ...peer?.hello,
      peak,
    };
    if (args.json) console.log(JSON.stringify({ ...about, shapes: results }, null, 2));
    else {
      console.log(tableOf(results));
      console.log(
        `\n${about.cpu}, Node ${about.node}, ${about.fma ? 'FMA' : 'no FMA'}${peer ? `, PyTorch ${about.torch}` : ''}; WebAssembly reaches ${short(peak.operationsPerSecond / 1e9, 1)} GFLOP/s and ${short(peak.bytesPerSecond / 1e9, 1)} GB/s here. One thread each.`,
      );
    }
  } finally {
    peer?.end();
    rmSync(folder, { recursive: true, force: true });
  }
};

const { values: args } = parseArgs({
  allowNegative: true,
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '0.15' },
    step: {
      type: 'string',
      default: fileURLToPath(new URL('../../shared/bench/step_torch.py', import.meta.url)),
    },
    fma: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (args.help) console.log(usage);
else await main(args);
