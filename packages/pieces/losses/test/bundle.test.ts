import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

it('costs a page under 2 KB for kl, and under 110 KB with the core of TensorFlow.js', async () => {
  const { metafile } = await build({
    stdin: { contents: "export { kl } from '@ildl/losses'", resolveDir: path('.') },
    alias: {
      '@ildl/losses': path('../src/index.ts'),
      '@ildl/internal': path('../../../base/internal/src/index.ts'),
    },
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const [output] = Object.values(metafile.outputs);
  const sizes = Object.entries(output?.inputs ?? {}).map(([file, input]) => ({
    file,
    bytes: input.bytesInOutput,
  }));
  const sum = (of: (file: string) => boolean) =>
    sizes.reduce((total, { file, bytes }) => total + (of(file) ? bytes : 0), 0);

  const ours = sum((file) => !file.includes('node_modules/'));
  expect(ours).toBeGreaterThan(100);
  expect(ours).toBeLessThan(2_000);
  expect(output?.bytes).toBeLessThan(110_000);
  // Gradients, and all that only whole TensorFlow.js has, are left to whoever imports them.
  expect(sum((file) => file.includes('@tensorflow/tfjs-core/dist/gradients/'))).toBe(0);
  expect(
    sizes.filter(({ file, bytes }) => bytes > 0 && /node_modules\/@tensorflow\/(?!tfjs-core\/)/.test(file)),
  ).toEqual([]);
});
