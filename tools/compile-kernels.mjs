// What `npm run build:kernels` of a package shares: AssemblyScript to WebAssembly in base64.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/**
 * @param {string} folder whose index.ts exports the kernels
 * @param {readonly string[]} features of WebAssembly
 * @returns {Promise<string>} the module in base64
 */
const compile = async (folder, features) => {
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

/**
 * The text of kernel-bytes.ts, where `module`, assembly/build.mjs of the package, is imported; its file is written
 * where it is run.
 * @param {ImportMeta} module
 * @param {Readonly<Record<string, { about: string, features: readonly string[] }>>} builds by the names of their exports
 * @param {string} [file] relative to the folder of `module`
 */
export const compileKernels = async (module, builds, file = '../src/kernel-bytes.ts') => {
  const folder = fileURLToPath(new URL('.', module.url));
  const lines = ['// Made by `npm run build:kernels` from assembly/.', ''];
  for (const [name, { about, features }] of Object.entries(builds))
    lines.push(
      `/** ${about}, in base64. */`,
      `export const ${name} =\n  '${await compile(folder, features)}';`,
      '',
    );
  const text = lines.join('\n');
  if (process.argv[1] === fileURLToPath(module.url)) writeFileSync(new URL(file, module.url), text);
  return text;
};
