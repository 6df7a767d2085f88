import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker } from './worker-messages.js';

/**
 * Workers keep all cores busy: threads that collect garbage beside one would hold up another. Larger generations need
 * collecting less often; in MiB.
 */
const engineOptions = ['--single-threaded-gc', '--min-semi-space-size=16', '--initial-heap-size=512'];

const entry = fileURLToPath(new URL('./worker.js', import.meta.url));

/** A process that loads modules of methods and runs cells, so that what those do harms nobody else. */
export interface Child {
  readonly process: ChildProcess;
  tell(message: ToWorker): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
}

export const startChild = (
  onMessage: (message: FromWorker) => void,
  /** `end` is `exit code 1` or a signal. */
  onExit: (end: string) => void,
): Child => {
  // What a method prints goes to standard error: standard output is the document of the command.
  const child = fork(entry, [], {
    execArgv: engineOptions,
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  child.on('message', onMessage);
  let hasEnded = false;
  const end = (how: string) => {
    if (!hasEnded) onExit(how);
    hasEnded = true;
  };
  child.on('error', (error) => end(error.message));
  child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
  return {
    process: child,
    tell: (message) => {
      // A child that has just ended says so by its exit.
      if (child.connected) child.send(message, () => {});
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
};
