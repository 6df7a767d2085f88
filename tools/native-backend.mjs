// `npm run native-backend`: builds the native backend of TensorFlow.js and links it into node_modules. The package's own
// install script downloads a library that many networks do not let through; here it comes from a wheel of TensorFlow.
// All of it lives in `.native/`, so that the lock file stays as it is and `npm ci` costs the link only.
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { command, node, npm } from './command.mjs';
import { runAsMain } from './run-as-main.mjs';
import { setUp } from './set-up.mjs';
import { root } from './workspace.mjs';

const tensorflow = '2.12.1';
const folder = join(root, '.native');
const modules = join(folder, 'node_modules');
const target = join(modules, '@tensorflow', 'tfjs-node');
const deps = join(target, 'deps');
const link = join(root, 'node_modules', '@tensorflow', 'tfjs-node');

/** @param {string} file @returns {string} */
const versionIn = (file) => JSON.parse(readFileSync(file, 'utf8')).version;

const linkPresent = () => lstatSync(link, { throwIfNoEntry: false });

/** Loads what is built, and asks the workspace's own copy of TensorFlow.js: a second copy would not know the backend. */
const probe = `require(process.argv[1]);
  console.log(require('@tensorflow/tfjs').getBackend(), require(process.argv[1] + '/package.json').version)`;

/** @param {string} version */
const tryIt = async (version) => {
  const { stdout, output } = await node(['-e', probe, target]);
  return { loads: stdout.trim() === `tensorflow ${version}`, output };
};

/**
 * @param {string} what
 * @param {Promise<{ code: number, output: string }>} running
 * @param {string} fix
 */
const must = async (what, running, fix) => {
  const { code, output } = await running;
  if (code === 0) return;
  const lines = output.split('\n');
  const reason = lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1);
  throw new Error(`${what} failed${reason ? ` (${reason.trim()})` : ''}; ${fix}.`);
};

const checkMachine = async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `The native backend is built on Linux x64 only, and this is ${process.platform} ${process.arch}; use the wasm backend.`,
    );
  if ((await command('g++', ['--version'])).code !== 0)
    throw new Error('There is no g++; install it (g++ 8 or newer) and run this again.');
  if ((await command('python3', ['-m', 'pip', '--version'])).code !== 0)
    throw new Error('There is no pip for python3; install python3 with pip and run this again.');
};

/** @param {string} version */
const installSources = async (version) => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const dependencies = { '@tensorflow/tfjs-node': version, 'node-api-headers': '1.9.0' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await must(
    `Installing @tensorflow/tfjs-node ${version}`,
    npm(['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'], { cwd: folder }),
    'check that npm reaches a registry',
  );
  // The workspace's copy is found in their place, one folder up.
  for (const name of readdirSync(join(modules, '@tensorflow')))
    if (name !== 'tfjs-node') rmSync(join(modules, '@tensorflow', name), { recursive: true });
};

const fetchTensorflow = async () => {
  const wheels = join(folder, 'wheels');
  const platform = ['--python-version', '311', '--platform', 'manylinux_2_17_x86_64'];
  const download = ['download', '--no-deps', '--only-binary=:all:', ...platform, '--dest', wheels];
  await must(
    `Downloading tensorflow-cpu ${tensorflow}`,
    command('python3', ['-m', 'pip', ...download, `tensorflow-cpu==${tensorflow}`]),
    'check that pip reaches a package index',
  );
  const wheel = join(wheels, /** @type {string} */ (readdirSync(wheels)[0]));
  const unpack = `import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wanted = ('tensorflow/include/tensorflow/', 'tensorflow/libtensorflow_')
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])`;
  await must(
    'Unpacking it',
    command('python3', ['-c', unpack, wheel, deps]),
    'check that 1 GB of disk is free',
  );
  rmSync(wheels, { recursive: true });
};

const compile = async () => {
  const headers = join(deps, 'tensorflow', 'include');
  const output = join(target, 'lib', 'napi-v8');
  mkdirSync(output, { recursive: true });
  const includes = [headers, join(modules, 'node-api-headers', 'include')].map((path) => `-I${path}`);
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(target, 'binding', file));
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((file) =>
    join(deps, 'tensorflow', file),
  );
  const flags = ['-std=c++17', '-O2', '-shared', '-fPIC', '-DNAPI_VERSION=8'];
  const found = '-Wl,-rpath,$ORIGIN/../../deps/tensorflow';
  await must(
    'Compiling the binding',
    command('g++', [
      ...flags,
      ...includes,
      ...sources,
      ...libraries,
      found,
      '-o',
      join(output, 'tfjs_binding.node'),
    ]),
    'g++ 8 or newer is needed',
  );
  rmSync(headers, { recursive: true });
};

const unlink = () => {
  if (linkPresent()) rmSync(link);
};

const linkIt = () => {
  unlink();
  symlinkSync(relative(join(link, '..'), target), link);
};

await runAsMain(import.meta, async () => {
  await setUp();
  const version = versionIn(join(root, 'node_modules', '@tensorflow', 'tfjs', 'package.json'));
  if (linkPresent()?.isDirectory())
    throw new Error(
      'node_modules/@tensorflow/tfjs-node is installed already; uninstall it, or use it as it is.',
    );
  if ((await tryIt(version)).loads) {
    linkIt();
    console.log(
      `The native backend ${version} was built before; it is linked: loadBackend('node') loads it.`,
    );
    return;
  }
  await checkMachine();
  // So that nothing half built is ever found.
  unlink();
  console.log(`1/4 Installing @tensorflow/tfjs-node ${version} into .native/, without its install script.`);
  await installSources(version);
  console.log(`2/4 Downloading the library of TensorFlow ${tensorflow} (230 MB).`);
  await fetchTensorflow();
  console.log('3/4 Compiling the binding.');
  await compile();
  console.log('4/4 Loading it.');
  const { loads, output } = await tryIt(version);
  if (!loads) throw new Error(`What was built does not load; remove .native/ and run this again.\n${output}`);
  linkIt();
  console.log(`The native backend ${version} is built and linked: loadBackend('node') loads it.`);
});
