import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/my-method.ts'],
  format: 'esm',
  target: 'node20',
  dts: true,
  clean: true,
});
