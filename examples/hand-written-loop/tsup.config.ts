import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/hand-written-loop.ts', 'src/main.ts'],
  format: 'esm',
  target: 'node20',
  dts: { entry: 'src/hand-written-loop.ts' },
  clean: true,
});
