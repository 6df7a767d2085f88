// `npm run native-backend`: builds the native backend of TensorFlow.js and links it into node_modules. Considered: the install
// script of @tensorflow/tfjs-node; it downloads a library that many networks do not let through. Here that comes from a wheel
// of TensorFlow. All of it lives in `.native/`, so that the lock file stays as it is and `npm ci` costs the link only.
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { command, node, npm, succeeds } from './command.mjs';
import { setUp } from './set-up.mjs';
import { root } from './workspace.mjs';

const tensorflow = '2.12.1';
const folder = join(root, '.native');
const modules = join(folder, 'node_modules');
const target = join(modules, '@tensorflow', 'tfjs-node');
const deps = join(target, 'deps');
const link = join(root, 'node_modules', '@tensorflow', 'tfjs-node');

/** @param {string} version of TensorFlow.js; the workspace's own copy is asked, for a second one would not know the backend */
const tryIt = async (version) => {
  const probe = `require(process.argv[1]);
    console.log(require('@tensorflow/tfjs').getBackend(), require(process.argv[1] + '/package.json').version)`;
  const { stdout, output } = await node(['-e', probe, target]);
  return { loads: stdout.trim() === `tensorflow ${version}`, output };
};

/** @param {string} version */
const installSources = async (version) => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const dependencies = { '@tensorflow/tfjs-node': version, 'node-api-headers': '1.9.0' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const options = ['--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'];
  await succeeds(npm(['install', ...options], { cwd: folder }), 'npm install');
  // The workspace's copy is found in their place, one folder up.
  for (const name of readdirSync(join(modules, '@tensorflow')))
    if (name !== 'tfjs-node') rmSync(join(modules, '@tensorflow', name), { recursive: true });
};

const fetchTensorflow = async () => {
  const wheels = join(folder, 'wheels');
  const platform = ['--python-version', '311', '--platform', 'manylinux_2_17_x86_64'];
  const download = ['download', '--no-deps', '--only-binary=:all:', ...platform, '--dest', wheels];
  const wheel = `tensorflow-cpu==${tensorflow}`;
  await succeeds(
    command('python3', ['-m', 'pip', ...download, wheel]),
    'pip download (python3 with pip is needed)',
  );
  const unpack = `import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wanted = ('tensorflow/include/tensorflow/', 'tensorflow/libtensorflow_')
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])`;
  const [file] = readdirSync(wheels);
  await succeeds(command('python3', ['-c', unpack, join(wheels, `${file}`), deps]), 'Unpacking (1 GB)');
  rmSync(wheels, { recursive: true });
};

const compile = async () => {
  const headers = join(deps, 'tensorflow', 'include');
  const output = join(target, 'lib', 'napi-v8');
  mkdirSync(output, { recursive: true });
  await succeeds(
    command('g++', [
      ...['-std=c++17', '-O2', '-shared', '-fPIC', '-DNAPI_VERSION=8'],
      ...[headers, join(modules, 'node-api-headers', 'include')].map((path) => `-I${path}`),
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(target, 'binding', file)),
      ...['cc', 'framework'].map((name) => join(deps, 'tensorflow', `libtensorflow_${name}.so.2`)),
      ...['-Wl,-rpath,$ORIGIN/../../deps/tensorflow', '-o', join(output, 'tfjs_binding.node')],
    ]),
    'g++ (8 or newer is needed)',
  );
  rmSync(headers, { recursive: true });
};

/** @param {string} version */
const buildIt = async (version) => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The native backend is built on Linux x64 only; use the wasm backend.');
  // So that nothing half built is ever found.
  rmSync(link, { force: true });
  console.log(`1/3 Installing @tensorflow/tfjs-node ${version} into .native/, without its install script.`);
  await installSources(version);
  console.log(`2/3 Downloading the library of TensorFlow ${tensorflow} (230 MB).`);
  await fetchTensorflow();
  console.log('3/3 Compiling the binding.');
  await compile();
  const { loads, output } = await tryIt(version);
  if (!loads) throw new Error(`What was built does not load; remove .native/ and run this again.\n${output}`);
};

await setUp();
try {
  if (lstatSync(link, { throwIfNoEntry: false })?.isDirectory())
    throw new Error('@tensorflow/tfjs-node is installed already; uninstall it, or use it as it is.');
  const manifest = join(root, 'node_modules', '@tensorflow', 'tfjs', 'package.json');
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (!(await tryIt(version)).loads) await buildIt(version);
  rmSync(link, { force: true });
  symlinkSync(relative(join(link, '..'), target), link);
  console.log(`The native backend ${version} is built and linked: loadBackend('node') loads it.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
