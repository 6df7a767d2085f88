// `npm run build:kernels`: compiles the kernels, with FMA and without, into src/kernel-bytes.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = fileURLToPath(new URL('.', import.meta.url));
const target = new URL('../src/kernel-bytes.ts', import.meta.url);

/** @param {readonly string[]} features of WebAssembly @returns {Promise<string>} the module in base64 */
const compile = async (features) => {
  /** @type {Uint8Array | undefined} */
  let bytes;
  const { error, stderr } = await asc.main(
    [
      ...['index.ts', '--baseDir', folder, '--outFile', 'kernels.wasm'],
      ...['-O3', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--use', 'abort='],
      // That a host cannot call what takes vectors is known: other modules call it.
      ...['--enable', features.join(), '--disableWarning', '112'],
    ],
    {
      readFile: (name, baseDirectory) => {
        try {
          return readFileSync(`${baseDirectory}/${name}`, 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (_, contents) => {
        if (typeof contents !== 'string') bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !bytes) throw new Error(`The kernels do not compile:\n${stderr.toString()}`, { cause: error });
  return Buffer.from(bytes).toString('base64');
};

/** The text of src/kernel-bytes.ts. */
export const kernelBytes = async () =>
  [
    '// Made by `npm run build:kernels` from assembly/.',
    '',
    '/** The kernels with relaxed SIMD, in base64. */',
    `export const relaxed =\n  '${await compile(['simd', 'relaxed-simd'])}';`,
    '',
    '/** The kernels with plain SIMD, in base64. */',
    `export const plain =\n  '${await compile(['simd'])}';`,
    '',
  ].join('\n');

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, await kernelBytes());
