import { Worker } from 'node:worker_threads';

/** Milliseconds between two looks. */
const every = 500;

const source = `
const { workerData: parent } = require('node:worker_threads');
const isThere = () => {
  // Windows keeps the number of a parent that is gone.
  if (process.ppid !== parent) return false;
  try { process.kill(parent, 0); return true; } catch (error) { return error.code === 'EPERM'; }
};
setInterval(() => { if (!isThere()) process.kill(process.pid, 'SIGKILL'); }, ${every});
`;

/**
 * Ends this process soon after its parent is gone. A thread of its own looks, since a method may never give the event loop
 * a turn.
 */
export const endWithParent = (): void => {
  new Worker(source, { eval: true, workerData: process.ppid }).unref();
};
