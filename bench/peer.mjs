// The Python side of a benchmark: a process that answers one line of JSON to each.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const oneThread = Object.fromEntries(
  ['OMP', 'OPENBLAS', 'MKL', 'NUMBA', 'NUMEXPR', 'VECLIB_MAXIMUM'].map((of) => [`${of}_NUM_THREADS`, '1']),
);

/**
 * Starts a Python program on one thread; `undefined`, with its last words on standard error, where it does not start.
 * Its first line of output is `hello`.
 */
export const startPeer = async (python, args, { folder, wants }) => {
  const child = spawn(python, args, {
    ...(folder && { cwd: folder }),
    env: { ...process.env, ...oneThread, KERAS_BACKEND: 'torch', CUDA_VISIBLE_DEVICES: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint = (complaint + text).slice(-2000);
  });
  child.on('error', (error) => {
    complaint = error.message;
  });
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { done, value } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
  const hello = await answer();
  if (hello === undefined) {
    console.error(
      `The peer is not timed: ${complaint.trim().split('\n').at(-1)}\nName a Python that has ${wants} in PYTHON.`,
    );
    return undefined;
  }
  return {
    hello,
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const said = await answer();
      if (said === undefined) throw new Error(`The peer ended: ${complaint.trim().split('\n').at(-1)}`);
      return said;
    },
    end: () => child.stdin.end(),
  };
};
