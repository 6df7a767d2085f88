import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, it, vi } from 'vitest';
import { kernelBytes } from '../assembly/build.mjs';
import { relaxed } from '../src/runtime/kernel-bytes.js';
import { firstFreeByte, instantiateKernels } from '../src/runtime/kernels.js';

const makeMemory = () => new WebAssembly.Memory({ initial: 8 });

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

it('has the bytes that the sources compile to; else run `npm run build:kernels -w @ildl/compiled-step`', () => {
  const committed = readFileSync(new URL('../src/runtime/kernel-bytes.ts', import.meta.url), 'utf8');
  expect(kernelBytes === committed).toBe(true);
});

it('tells the first byte that kernels leave alone', () => {
  const { exports } = instantiateKernels(makeMemory());
  expect((exports as unknown as { firstFreeByte: { value: number } }).firstFreeByte.value).toBe(
    firstFreeByte,
  );
});

it('keeps its constants apart from the scratch', () => {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const { exports } = instantiateKernels(memory);
  const constants = new Uint8Array(memory.buffer, 0, 4096);
  const before = constants.slice();
  exports.gemm(100, 100, 600, firstFreeByte, 0, 0, firstFreeByte, 0, 0, firstFreeByte + 4);
  expect(Buffer.compare(constants, before)).toBe(0);
  const after = new Uint8Array(memory.buffer, 4096, firstFreeByte - 4096).slice();
  instantiateKernels(memory);
  expect(Buffer.compare(new Uint8Array(memory.buffer, 4096, firstFreeByte - 4096), after)).toBe(0);
});

it('uses FMA unless told not to', () => {
  expect(instantiateKernels(makeMemory()).fma).toBe(true);
  expect(instantiateKernels(makeMemory(), { fma: false }).fma).toBe(false);
});

it('compiles relaxed SIMD in a worker after the main thread has', async () => {
  instantiateKernels(makeMemory());
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     parentPort.postMessage(WebAssembly.validate(Buffer.from(workerData, 'base64')));`,
    { eval: true, workerData: relaxed },
  );
  expect(await new Promise((resolve) => worker.once('message', resolve))).toBe(true);
});

it('takes plain SIMD where there is no relaxed, and says so where there is none', async () => {
  const { validate } = WebAssembly;
  const without = vi.spyOn(WebAssembly, 'validate');
  without.mockImplementation((bytes) => Buffer.from(bytes).toString('base64') !== relaxed && validate(bytes));
  vi.resetModules();
  const plainOnly = await import('../src/runtime/kernels.js');
  expect(plainOnly.instantiateKernels(makeMemory()).fma).toBe(false);

  vi.resetModules();
  without.mockReturnValue(false);
  const none = await import('../src/runtime/kernels.js');
  expect(() => none.instantiateKernels(makeMemory())).toThrow(
    expect.objectContaining({ code: 'ILDL_BACKEND' }),
  );
});
