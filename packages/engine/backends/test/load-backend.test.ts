import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { loadBackend } from '../src/index.js';
import { restoreNodeUtilities } from '../src/restore-node-utilities.js';

const product = () => tf.tidy(() => [...tf.matMul([[1, 2]], [[3], [4]]).dataSync()]);

describe('loadBackend', () => {
  it.each(['cpu', 'wasm'] as const)('loads %s where it is named, and computes on it', async (name) => {
    expect(await loadBackend(name)).toMatchObject({ name, threads: 1, version: '4.22.0', skipped: [] });
    expect(tf.getBackend()).toBe(name);
    expect(product()).toEqual([11]);
  });

  it('takes the first that loads where none is named, and says why it skipped the others', async () => {
    const backend = await loadBackend();
    expect(product()).toEqual([11]);
    for (const { name, reason } of backend.skipped) {
      expect(['compiled', 'node-gpu', 'node', 'wasm']).toContain(name);
      expect(reason).not.toBe('');
    }
    expect(backend.skipped.length).toBe(
      ['compiled', 'node-gpu', 'node', 'wasm', 'cpu'].indexOf(backend.name),
    );
  });

  it('never falls back from a named backend', async () => {
    await expect(loadBackend('cuda' as never)).rejects.toMatchObject({
      code: 'ILDL_BACKEND',
      message: expect.stringContaining('compiled, node-gpu, node, wasm, cpu'),
    });
    const { skipped } = await loadBackend();
    for (const { name, reason } of skipped)
      await expect(loadBackend(name)).rejects.toMatchObject({
        code: 'ILDL_BACKEND',
        message: expect.stringContaining(reason),
      });
  });
});

describe('restoreNodeUtilities', () => {
  it('adds what Node 23 removed and keeps what is there', () => {
    const isArray = () => true;
    const util: Record<string, (value: unknown) => boolean> = { isArray };
    restoreNodeUtilities(util);
    expect(util.isArray).toBe(isArray);
    expect([null, undefined, 0].map((v) => util.isNullOrUndefined?.(v))).toEqual([true, true, false]);
  });
});
