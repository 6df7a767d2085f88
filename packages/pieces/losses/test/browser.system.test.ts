import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { expectClose } from 'testing/expect-close.js';
import { findProgram } from 'testing/find-program.mjs';
import { skipped } from 'testing/skipped.js';
import { expect, it, onTestFinished } from 'vitest';

const executablePath = findProgram('chromium');

/** A program of a page, that leaves its results in `results`. */
const program = `
  import '@tensorflow/tfjs-backend-cpu';
  import * as tf from '@tensorflow/tfjs-core';
  import { artificial, kFold } from '@ildl/datasets';
  import { kl } from '@ildl/losses';
  const y = tf.tensor2d([[0.5, 0.5, 0], [0.25, 0.25, 0.5]]);
  const p = tf.tensor2d([[0.25, 0.25, 0.5], [0.25, 0.25, 0.5]]);
  const { features, labels } = artificial();
  globalThis.results = {
    backend: tf.getBackend(),
    kl: kl(y, p).dataSync()[0],
    labels: [...labels.values],
    folds: kFold(features.rows, { folds: 5, seed: 0 }).map(({ test }) => test.length),
  };
`;

/** What Chromium does not try on a machine without a network. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

if (executablePath === undefined) skipped('kl and datasets in a page', 'there is no Chromium on the path');
else
  it('kl and datasets in a page of Chromium', async () => {
    const { outputFiles } = await build({
      stdin: { contents: program, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
      bundle: true,
      minify: true,
      platform: 'browser',
      format: 'iife',
      write: false,
      logLevel: 'silent',
    });
    const profile = mkdtempSync(join(tmpdir(), 'ildl-chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      chromiumSandbox: process.getuid?.() !== 0,
      args: quiet,
    });
    onTestFinished(async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.setContent('<!doctype html><title>ildl</title>');
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
    const { labels, ...results } = (await page.evaluate('results')) as { labels: number[] };
    expect(errors).toEqual([]);
    const { artificial } = await import('@ildl/datasets');
    const here = artificial();
    expect(results).toEqual({
      backend: 'cpu',
      kl: expect.closeTo(Math.LN2 / 2, 6),
      folds: Array(5).fill(here.features.rows / 5),
    });
    // Not to the last bit: engines differ in Math.exp and its like.
    expectClose(labels, [...here.labels.values], 1e-12);
  }, 120_000);
